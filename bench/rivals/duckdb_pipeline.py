#!/usr/bin/env python3
"""A rival: DuckDB reads and converts the Parquet file, its postgres extension writes an unlogged table, one merge.

    duckdb_pipeline.py --dsn postgresql://user@host:port/db FILE.parquet...

Full load and upsert only (no Op, no deletes, no ledger). The postgres extension cannot see temporary tables of another
statement, hence the unlogged one. Prints one JSON object.
"""
import time
_t0 = time.perf_counter()
import argparse
import json
import resource
from pathlib import Path

import duckdb
import duckdb_extension_postgres_scanner as scanner

EXTENSION = next(Path(scanner.__file__).parent.rglob("*.duckdb_extension"))
DB = duckdb.connect()
DB.execute(f"LOAD '{EXTENSION}'")
IMPORT_S = time.perf_counter() - _t0

COLUMNS = ["product_id", "product_code", "product_name", "is_active", "created_date", "price", "stock_qty", "weight_kg",
           "metadata_json", "tags", "created_at", "updated_at"]
STAGE = "dmstest.duckdb_stage"
DDL = f"""CREATE UNLOGGED TABLE IF NOT EXISTS {STAGE} (product_id bigint, product_code text, product_name text,
  is_active boolean, created_date date, price numeric(15,2), stock_qty integer, weight_kg double precision,
  metadata_json text, tags text[], created_at timestamp, updated_at timestamp)"""
CONVERT = """SELECT product_id, product_code, product_name, is_active = 'Y', strptime(created_date_str, '%Y%m%d')::date,
  replace(price_str, ',', '')::decimal(15,2), stock_qty, weight_kg, metadata_json, string_split(tags, ','),
  created_at::timestamp, updated_at::timestamp FROM read_parquet(?)"""
CAST = {"metadata_json": "metadata_json::jsonb"}
MERGE = (f"INSERT INTO dmstest.test_product ({', '.join(COLUMNS)}) SELECT {', '.join(CAST.get(c, c) for c in COLUMNS)} FROM {STAGE} "
         f"ON CONFLICT (product_id) DO UPDATE SET {', '.join(f'{c} = EXCLUDED.{c}' for c in COLUMNS[1:])}")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("files", nargs="+")
    p.add_argument("--dsn", required=True)
    a = p.parse_args()
    start, rows = time.perf_counter(), 0
    with DB as db:
        db.execute(f"ATTACH '{a.dsn}' AS pg (TYPE postgres)")
        for f in a.files:
            # Made and dropped apart from the transaction: what it makes there, the extension cannot write to.
            db.execute("CALL postgres_execute('pg', ?)", [DDL])
            db.execute("BEGIN")
            rows += db.execute(f"INSERT INTO pg.{STAGE} {CONVERT}", [f]).fetchone()[0]
            db.execute("CALL postgres_execute('pg', ?)", [MERGE])
            db.execute("COMMIT")
            db.execute("CALL postgres_execute('pg', ?)", [f"DROP TABLE {STAGE}"])
    s = time.perf_counter() - start
    print(json.dumps({"rows": rows, "seconds": round(s, 3), "rows_per_s": round(rows / s), "import_s": round(IMPORT_S, 3),
                      "peak_rss_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)}))


main()
