CREATE INDEX IF NOT EXISTS lookup_instances_to_restart
    ON instance (id)
    WHERE time_deleted IS NULL AND state = 'failed' AND intended_state = 'running';
