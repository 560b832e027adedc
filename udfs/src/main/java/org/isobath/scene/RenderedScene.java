package org.isobath.scene;

import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;

/**
 * A picture and the truth about it. Per-pixel arrays are row by row from the top.
 *
 * @param image supersampled and developed like a photograph
 * @param depth along the optical axis in metres, sampled at pixel centres, never averaged: infinite
 *     in the sky, invalid on window panes
 * @param normals three numbers per pixel: the unit vector out of the surface in camera coordinates
 *     (x right, y down, z forward), so it faces the camera; zeros where there is no depth
 * @param sky true where depth is infinite
 * @param invalid true where depth is invalid
 * @param caption what can be seen, in one English phrase
 */
public record RenderedScene(
    Image image,
    DepthMap depth,
    float[] normals,
    boolean[] sky,
    boolean[] invalid,
    CameraIntrinsics camera,
    String caption,
    long seed) {}
