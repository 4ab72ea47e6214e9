-- Which engine runs a saga.
CREATE TYPE saga_engine AS ENUM (
    'journal',
    'dbos'
);
