"""The job adviser: from a résumé's skills to vacancies, skills to learn, and salaries."""
