"""Evidence goes from one process to another as JSON."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from agent_bootstrap.model.evidence import Evidence

PATHS = st.lists(st.text(), max_size=5).map(tuple)


@given(st.builds(Evidence, PATHS, PATHS, st.lists(st.integers(1, 2**22), max_size=5).map(tuple)))
def test_evidence_survives_its_way_through_json(evidence: Evidence) -> None:
    assert Evidence.from_json(json.loads(json.dumps(evidence.as_json()))) == evidence
