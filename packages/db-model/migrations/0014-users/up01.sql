-- What somebody may do: a user what there is in the projects that they are a member of, an operator everything.
CREATE TYPE api_role AS ENUM (
    'user',
    'operator'
);
