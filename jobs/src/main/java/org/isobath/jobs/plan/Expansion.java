package org.isobath.jobs.plan;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.RequestGrid;
import org.isobath.generate.RequestKey;
import org.isobath.jobs.Table;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Makes the requests of a control: rows of {@code requests} with the verdict on the control. One
 * whose prompt lacks the value of a column is a row without a key, so that it is counted.
 *
 * @param recipe label of the conditioning recipe
 * @param plannedAt of all rows
 */
record Expansion(
    RequestGrid grid,
    ControlKind kind,
    String modelId,
    String paramsHash,
    String recipe,
    String policy,
    Timestamp plannedAt,
    String runId)
    implements FlatMapFunction<Row, Row> {
  static final StructType SCHEMA = Table.REQUESTS.schema().add("keep", DataTypes.BooleanType);

  static Expansion of(Recipe recipe, Timestamp plannedAt, String runId) {
    return new Expansion(
        recipe.grid(),
        recipe.control(),
        recipe.modelId(),
        recipe.paramsHash(),
        recipe.conditioning().label(),
        recipe.policy().name(),
        plannedAt,
        runId);
  }

  @Override
  public Iterator<Row> call(Row control) {
    String imageId = control.getAs("image_id");
    Boolean keep = control.getAs("keep");
    UnaryOperator<String> columns = control::getAs;
    String controlId = RequestKey.control(kind, imageId, modelId, paramsHash, recipe);
    List<Row> rows = new ArrayList<>();
    for (RequestGrid.Cell cell : grid.cells(kind, controlId, columns)) {
      rows.add(row(cell, imageId, keep));
    }
    int unwritten = grid.unwritten(columns) * grid.each();
    for (int i = 0; i < unwritten; i++) {
      Object[] values = new Object[SCHEMA.length()];
      values[values.length - 1] = keep;
      rows.add(RowFactory.create(values));
    }
    return rows.iterator();
  }

  private Row row(RequestGrid.Cell cell, String imageId, Boolean keep) {
    GenerationRequest request = cell.request();
    Map<String, String> parameters = request.labels();
    return RowFactory.create(
        request.requestId(),
        request.controlId(),
        kind.label(),
        imageId,
        modelId,
        paramsHash,
        kind == ControlKind.DEPTH_MAP ? recipe : null,
        request.prompt(),
        scala.collection.immutable.Map.from(CollectionConverters.asScala(parameters)),
        cell.repeat(),
        request.seed(),
        request.generator(),
        cell.model(),
        request.outputs(),
        request.priceUsd(),
        request.budgetGroup(),
        policy,
        plannedAt,
        runId,
        keep);
  }
}
