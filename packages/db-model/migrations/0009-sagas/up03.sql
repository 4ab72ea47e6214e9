-- A process that runs sagas. It writes its lease again and again; one whose lease is over counts as dead, and
-- others may take its sagas. The id is another one each time a process starts.
CREATE TABLE IF NOT EXISTS saga_executor (
    id text PRIMARY KEY,
    engine saga_engine NOT NULL,
    -- For operators.
    host text NOT NULL,
    process_id int4 NOT NULL,
    time_started timestamptz NOT NULL,
    lease_until timestamptz NOT NULL
);
