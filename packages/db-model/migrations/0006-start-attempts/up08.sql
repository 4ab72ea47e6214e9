-- An instance has at most one open attempt; a second start is told of the first.
CREATE UNIQUE INDEX IF NOT EXISTS single_open_start_attempt
    ON start_attempt (instance_id)
    WHERE outcome IS NULL;
