#!/usr/bin/env bash
# The SQL functions as people reach them: spark-sql, Scala's shell, PySpark on a standalone cluster, PySpark through a Spark
# Connect server. Each client asks the same questions of a demo's tables; all must get the same answers.
#   SPARK_HOME=/opt/spark .ci/sql.sh PYTHON WAREHOUSE
# PYTHON has pyspark, and what its Connect client needs (requirements.txt).
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
: "${SPARK_HOME:?set it to a Spark distribution}"
python=$(command -v "$1")
warehouse=$(cd "$2" && pwd)
port=${ISOBATH_CI_CONNECT_PORT:-17102}
work=$(mktemp -d)
server=
finish() {
  local code=$?
  [ -z "$server" ] || kill "$server" 2> /dev/null || true
  wait 2> /dev/null || true
  if [ "$code" != 0 ]; then tail -n 25 "$work"/*.err "$work"/*.out >&2 2> /dev/null || true; fi
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT
cd "$work"
export SPARK_LOCAL_IP=127.0.0.1

# what a user passes with --conf and --jars
cat > functions.conf << END
spark.master                      local[2]
spark.jars                        $(printf '%s,' "$repository"/jobs/target/lib/*.jar | sed 's/,$//')
spark.sql.extensions              io.delta.sql.DeltaSparkSessionExtension,org.isobath.sql.IsobathExtensions
spark.sql.catalog.spark_catalog   org.apache.spark.sql.delta.catalog.DeltaCatalog
spark.sql.catalogImplementation   in-memory
spark.sql.shuffle.partitions      2
spark.databricks.delta.snapshotPartitions  2
spark.ui.enabled                  false
spark.isobath.device              cpu
END

# one statement a line, each with one answer a row; the last one fails
cat > questions.sql << END
DESCRIBE FUNCTION EXTENDED depth_at;
SELECT image_info(NULL) IS NULL AND depth_at(depth, NULL, 0) IS NULL FROM delta.\`$warehouse/depth\` LIMIT 1;
SELECT try_image_info(X'6E6F') IS NULL AND try_depth_estimate(X'6E6F', 'isobath-tiny') IS NULL;
SELECT concat_ws(' ', image_id, image_info(content).format, hamming(phash, image_phash(content)), round(depth_at(depth, 0, 0), 4), depth_values(depth_estimate(content, 'isobath-tiny')) = depth_values(depth)) FROM delta.\`$warehouse/images\` JOIN (SELECT image_id, depth FROM delta.\`$warehouse/depth\`) USING (image_id) ORDER BY image_id LIMIT 6;
SELECT image_info(X'6E6F');
END
problem='begins with "no". try_image_info gives NULL instead.'

cat > client.py << 'END'
import os, sys
from pyspark.sql import SparkSession
from pyspark.sql.functions import call_function, lit

spark = SparkSession.builder.getOrCreate()
questions = open("questions.sql", encoding="utf-8").read().splitlines()
with open(sys.argv[1], "w", encoding="utf-8") as out:
    for question in questions[:-1]:
        for row in spark.sql(question.rstrip(";")).collect():
            print(str(row[0]).lower() if isinstance(row[0], bool) else row[0], file=out)
    try:
        spark.sql(questions[-1].rstrip(";")).collect()
    except Exception as error:
        print(error.getCondition(), str(error).splitlines()[0], file=sys.stdout)
assert spark.range(1).select(call_function("hamming", lit(0), lit(7))).head()[0] == 3
spark.stop()
END

cat > client.scala << 'END'
val questions = scala.io.Source.fromFile("questions.sql", "UTF-8").getLines().toList.map(_.stripSuffix(";"))
val out = new java.io.PrintWriter("scala.txt", "UTF-8")
questions.init.foreach(question => spark.sql(question).collect().foreach(row => out.println(row.get(0))))
out.close()
val problem = scala.util.Try(spark.sql(questions.last).collect()).failed.get
Console.out.println(problem.getMessage)
END

same() { # CLIENT
  diff answers "$1.txt" > "$1.diff" || { echo "$1 gets other answers than spark-sql:" >&2; cat "$1.diff" >&2; exit 1; }
  grep -qF "$problem" "$1.out" || { echo "$1 does not show the problem of bad bytes" >&2; exit 1; }
  echo "$1: the same answers"
}

code=0
"$SPARK_HOME/bin/spark-sql" --properties-file functions.conf -f questions.sql > answers 2> spark-sql.err || code=$?
[ "$code" != 0 ] || { echo "spark-sql does not fail on bad bytes" >&2; exit 1; }
grep -qF "$problem" spark-sql.err || { echo "spark-sql does not show the problem of bad bytes" >&2; exit 1; }
grep -q '^Function: depth_at$' answers && grep -q '> SELECT depth_at(' answers \
  || { echo "spark-sql does not describe depth_at" >&2; cat answers >&2; exit 1; }
[ "$(grep -c '^true$' answers)" = 2 ] || { echo "NULL or bad bytes do not give NULL" >&2; cat answers >&2; exit 1; }
[ "$(grep -cE '^[0-9a-f]{64} (png|jpeg) 0 [0-9.-]+ true$' answers)" = 6 ] \
  || { echo "the tables and the functions do not agree" >&2; cat answers >&2; exit 1; }
echo "spark-sql: $(wc -l < answers) lines of answers"

# the others ask the same over the same few rows: by plans that are not compiled
cat >> functions.conf << END
spark.sql.codegen.wholeStage      false
spark.sql.codegen.factoryMode     NO_CODEGEN
spark.sql.adaptive.enabled        false
END

"$SPARK_HOME/bin/spark-shell" --properties-file functions.conf -i client.scala < /dev/null > scala.out 2> scala.err
same scala

# the driver plans, the executors run the model: one session in each
cat > on-cluster << 'END'
"$SPARK_HOME/bin/spark-submit" --properties-file functions.conf --master "$SPARK_MASTER_URL" \
  --conf spark.executor.cores=2 --conf spark.executor.memory=1g client.py pyspark.txt > pyspark.out 2> pyspark.err
opened() { cat "$@" | grep -c 'OnnxSession: opened' || true; }
[ "$(opened pyspark.err)" = 0 ] || { echo "the driver opened the model" >&2; exit 1; }
[ "$(opened "$SPARK_WORKER_FOLDER"/app-*/*/stderr)" = 1 ] || { echo "the executor did not open the model once" >&2; exit 1; }
END
PYSPARK_PYTHON=$python "$repository/.ci/with-cluster" bash on-cluster > cluster.out 2> cluster.err
same pyspark

# spark-submit gives the server the --add-opens that Arrow needs
"$SPARK_HOME/bin/spark-submit" --properties-file functions.conf --conf "spark.connect.grpc.binding.port=$port" \
  --class org.apache.spark.sql.connect.service.SparkConnectServer spark-internal > connect-server.out 2> connect-server.err &
server=$!
for _ in $(seq 120); do
  grep -q 'Spark Connect server started' connect-server.err && break
  sleep 1
done
SPARK_REMOTE="sc://localhost:$port" "$python" client.py connect.txt > connect.out 2> connect.err
same connect
