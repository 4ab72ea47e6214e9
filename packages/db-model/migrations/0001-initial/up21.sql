CREATE INDEX IF NOT EXISTS lookup_sleds_by_policy_and_state
    ON sled (sled_policy, sled_state);
