// One job of ingest-vs-duckdb: a CSV through Polars' scan and sink, streaming, to one Parquet file a query.
const job = JSON.parse(process.argv[2]);
process.env.POLARS_MAX_THREADS = String(job.threads); // read when the library is loaded
const pl = require('nodejs-polars');

const types = { text: pl.Utf8, cents: pl.Decimal(18, 2), int32: pl.Int32, int64: pl.Int64 };

const csv = pl
  .scanCSV(job.input, {
    schema: Object.fromEntries(job.columns.map(({ name, type }) => [name, types[type]])),
    nullValues: '', // otherwise a quoted empty cell is a text, and no rule finds it missing
    ignoreErrors: true,
    inferSchemaLength: 0,
    rechunk: false,
  })
  .withColumns(...Object.entries(job.dates).map(([column, typed]) => pl.col(column).str.strptime(pl.Date, '%m/%d/%Y').alias(typed)));

(async () => {
  const sql = new pl.SQLContext({ csv });
  for (const { select, path } of job.outputs)
    await sql.execute(select).sinkParquet(path, { compression: 'zstd', compressionLevel: 1, maintainOrder: false }).collect({ streaming: true });
})().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
