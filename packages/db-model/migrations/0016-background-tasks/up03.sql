CREATE INDEX IF NOT EXISTS lookup_instance_events_by_time
    ON instance_event (time);
