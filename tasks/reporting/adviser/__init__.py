"""The job adviser's part of the report: vacancies, topics, evaluation, salaries, advice."""
