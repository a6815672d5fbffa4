"""Gathering vacancies from hh.ru's public API: searched, split, fetched once each, resumable."""
