-- An address leads to one place at a time.
CREATE UNIQUE INDEX IF NOT EXISTS single_live_external_ip
    ON external_ip (ip)
    WHERE time_deleted IS NULL;
