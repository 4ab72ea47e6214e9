-- Append-only. The sequence is the instance's own and has no meaning beyond order. kind is text and not an enum,
-- for a new kind of event needs no migration.
CREATE TABLE IF NOT EXISTS instance_event (
    instance_id uuid NOT NULL,
    sequence int8 NOT NULL CHECK (sequence > 0),
    time timestamptz NOT NULL,
    kind text NOT NULL,
    data jsonb NOT NULL,
    -- For operators only.
    detail text,
    PRIMARY KEY (instance_id, sequence)
);
