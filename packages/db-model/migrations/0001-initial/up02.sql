-- What the user wants of an instance. guest_shutdown: it wanted to run, and then its guest turned it off.
CREATE TYPE instance_intended_state AS ENUM (
    'running',
    'stopped',
    'guest_shutdown',
    'destroyed'
);
