"""Vacancies: tables of any origin read, cleaned, and kept as one Parquet file."""
