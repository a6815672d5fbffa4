"""Topic models of vacancies: LDA, NMF and clustering, and the measures that compare them."""
