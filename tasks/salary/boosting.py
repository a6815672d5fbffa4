"""CatBoost, fitted so that the same rows give the same bytes.

Where there are text features only predictions are the same: CatBoost numbers what it computes of
them at random.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OF_ITS_BIRTH = ("model_guid", "train_finish_time")


def fit_boosting(settings: Mapping[str, Any], pool: Any, device: str) -> Any:
    """A CatBoost regressor with `settings`, fitted on one core or (``cuda``) on a GPU."""
    from catboost import CatBoostRegressor

    regressor = CatBoostRegressor(
        **settings,
        task_type="GPU" if device == "cuda" else "CPU",
        thread_count=1,
        allow_writing_files=False,
        verbose=False,
    )
    regressor.fit(pool)
    metadata = regressor.get_metadata()
    for name in OF_ITS_BIRTH:
        metadata[name] = ""
    return regressor
