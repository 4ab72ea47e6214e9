-- Operators look for VMMs that failed.
CREATE INDEX IF NOT EXISTS lookup_vmms_by_state
    ON vmm (state, id)
    WHERE time_deleted IS NULL;
