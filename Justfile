# A thin list over the npm scripts; `npm run` lists the same.

default:
    @just --list

# Run the first recipe on the embedded engine
start *args:
    npm start -- {{args}}

# Run all tests, or those of a stage or a part of a path
test *words:
    npm test -- {{words}}

# Rewrite the golden files, for review as a diff
golden *words:
    npm run golden -- {{words}}

# Compare with ctr, docker, docker compose and buildx in one run
bench *args:
    npm run bench -- {{args}}

# Format, lint, types, import directions, unused code
lint:
    npm run lint

# Put the files in the house's form
format:
    npm run format

# Make dist/: the bundle and its types
build:
    npm run build

# Make dist/nerdsh: one file that runs alone
exe:
    npm run build:exe

# Make src/engine/protocol.ts from proto/
proto:
    npm run build:proto

# Make the container logger from native/
native:
    npm run build:native

# Make docs/reference/ from the command table
docs:
    npm run docs
