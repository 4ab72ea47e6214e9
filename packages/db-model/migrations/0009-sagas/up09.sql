-- What happened to the nodes of a saga, and to the saga as a whole (node ''). The slot is what can happen once: an
-- action ends in one way, so succeeded and failed share one.
CREATE TABLE IF NOT EXISTS saga_event (
    saga_id uuid NOT NULL,
    node text NOT NULL,
    slot text NOT NULL,
    event jsonb NOT NULL,
    -- Of the owner that wrote it.
    owner_token int8 NOT NULL,
    time timestamptz NOT NULL,
    PRIMARY KEY (saga_id, node, slot)
);
