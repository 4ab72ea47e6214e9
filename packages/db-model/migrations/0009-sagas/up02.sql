-- Where a saga stands. running and unwinding are under way; stuck and parked wait for somebody; the rest is over.
CREATE TYPE saga_state AS ENUM (
    'running',
    'unwinding',
    'stuck',
    'parked',
    'done',
    'unwound',
    'abandoned'
);
