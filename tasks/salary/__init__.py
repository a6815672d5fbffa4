"""Salary models of vacancies and of résumés, and their honest evaluation."""
