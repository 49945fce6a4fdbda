/* SPDX-License-Identifier: BSD-2-Clause */
#include "explore.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "../../lib/link/shared.h"

#define SIDES       2
#define STACK_BYTES 16384
#define STACK_SLACK 16 /* registers that the frame in which a side stops may have saved */
#define STORES      4  /* that a side's buffer can hold */
#define PIECES      8
#define DEPTH       4096 /* steps of a run */
#define VISITED     (1u << 22)

enum doing { READY, FENCE, FULL, WAIT };
enum kind { STEP, RESTART, DRAIN }; /* DRAIN + n: the other side sees store n of the buffer */

struct store {
    uint64_t *to, value[REQUEST_WORDS];
    unsigned words;
    bool release;
};

/* All parts of a state, beside the programs' data and stacks. */
static struct side {
    jmp_buf at;
    char *live; /* start of the live part of its stack */
    enum doing doing;
    bool bell;
    unsigned restarts, stores;
    struct store store[STORES];
} sides[SIDES];

static _Alignas(16) char stacks[SIDES][STACK_BYTES];
static struct piece {
    char *start;
    size_t bytes;
} pieces[PIECES];
static unsigned piece_count;

static const struct exploration *now;
static ucontext_t fresh;
static jmp_buf explorer;
static unsigned current;
static const char *failure;
static bool aloud; /* print each access */

static uint64_t *visited; /* hashes; bit 0: on the path to the present state */
static uint64_t state_count, end_count;
static struct {
    char *copy;
    unsigned char side, kind;
} path[DEPTH];
static unsigned path_most;

/* ---- Programs and their accesses ---- */

static __attribute__((noinline)) void stop(enum doing doing)
{
    sides[current].doing = doing;
    sides[current].live = (char *)__builtin_frame_address(0) - STACK_SLACK;
    if (_setjmp(sides[current].at) == 0)
        _longjmp(explorer, 1);
}

/* The word lies in one of the declared pieces of shared memory. */
static void print_access(const char *what, const uint64_t *word, uint64_t value)
{
    for (unsigned i = 0; i < piece_count && aloud; i++) {
        size_t offset = (size_t)((const char *)word - pieces[i].start);

        if (offset < pieces[i].bytes)
            printf("#   side %u %s %u+%#zx: %#" PRIx64 "\n", current, what, i, offset, value);
    }
}

static void put(uint64_t *to, const uint64_t *from, unsigned words, bool release)
{
    struct side *s;

    if (sides[current].stores == STORES)
        stop(FULL);
    s = &sides[current];
    s->store[s->stores] = (struct store){.to = to, .words = words, .release = release};
    memcpy(s->store[s->stores++].value, from, words * sizeof *from);
    print_access("stores", to, *from);
}

void shared_store(uint64_t *word, uint64_t value)
{
    put(word, &value, 1, true);
}

void shared_write(uint64_t *to, const uint64_t *from, unsigned words)
{
    put(to, from, words, false);
}

void shared_read(uint64_t *to, const uint64_t *from, unsigned words)
{
    stop(READY);
    for (unsigned i = 0; i < words; i++) {
        const struct side *s = &sides[current];

        to[i] = from[i];
        for (unsigned j = 0; j < s->stores; j++)
            if (from + i >= s->store[j].to && from + i < s->store[j].to + s->store[j].words)
                to[i] = s->store[j].value[from + i - s->store[j].to];
    }
    print_access("loads", from, *to);
}

uint64_t shared_load(const uint64_t *word)
{
    uint64_t value;

    shared_read(&value, word, 1);
    return value;
}

void shared_fence(void)
{
    if (!now->without_fences)
        stop(FENCE);
}

void explore_ring(unsigned side)
{
    sides[side].bell = true;
}

void explore_wait(void)
{
    stop(WAIT);
    sides[current].bell = false;
}

void explore_clear_bell(void)
{
    sides[current].bell = false;
}

void explore_fail(const char *what)
{
    failure = what;
    stop(WAIT);
}

uint64_t *explore_pending(const uint64_t *word, unsigned n)
{
    for (unsigned i = 0; i < SIDES * STORES; i++) {
        struct store *store = &sides[i / STORES].store[i % STORES];

        if (store->to == word && n-- == 0)
            return store->value;
    }
    return NULL;
}

void explore_data(void *start, size_t bytes)
{
    pieces[piece_count++] = (struct piece){start, bytes};
}

/* ---- States ---- */

/* Finds part `i` of the state: the sides, their stacks, the programs' data. Returns false behind
 * the last one. */
static bool part(unsigned i, struct piece *p)
{
    if (i == 0) {
        *p = (struct piece){(char *)sides, sizeof sides};
    } else if (i <= SIDES) {
        *p = (struct piece){sides[i - 1].live,
                            (size_t)(stacks[i - 1] + STACK_BYTES - sides[i - 1].live)};
    } else if (i <= SIDES + piece_count) {
        *p = pieces[i - 1 - SIDES];
    } else {
        return false;
    }
    return true;
}

static char *save(void)
{
    struct piece p;
    size_t bytes = 0;
    char *copy, *to;

    for (unsigned i = 0; part(i, &p); i++)
        bytes += p.bytes;
    to = copy = malloc(bytes);
    for (unsigned i = 0; part(i, &p); i++) {
        memcpy(to, p.start, p.bytes);
        to += p.bytes;
    }
    return copy;
}

static void restore(const char *copy)
{
    struct piece p;

    for (unsigned i = 0; part(i, &p);
         i++) { /* the sides come first, and hold the sizes of their stacks */
        memcpy(p.start, copy, p.bytes);
        copy += p.bytes;
    }
}

/* Returns the hash of the state without its history, which comes back from the copy. */
static uint64_t hash(const char *copy)
{
    struct piece p;
    uint64_t sum = 0, word;

    now->forget_history();
    for (unsigned i = 0; part(i, &p); i++) {
        for (size_t at = 0; at < p.bytes; at += sizeof word) {
            memcpy(&word, p.start + at, sizeof word);
            sum = (sum ^ word) * 0x9e3779b97f4a7c15;
            sum ^= sum >> 29;
        }
    }
    restore(copy);
    return sum > 1 ? sum & ~1ull : 2;
}

/* Returns the entry of a state, which may be empty. */
static uint64_t *lookup(uint64_t sum)
{
    uint64_t i = sum >> 1;

    while (visited[i % VISITED] != 0 && (visited[i % VISITED] & ~1ull) != sum)
        i++;
    return &visited[i % VISITED];
}

/* ---- Steps ---- */

static void begin(unsigned side)
{
    ucontext_t context = fresh;

    current = side;
    context.uc_stack.ss_sp = stacks[side];
    context.uc_stack.ss_size = STACK_BYTES;
    makecontext(&context, (void (*)(void))now->program, 1, side);
    if (_setjmp(explorer) == 0)
        setcontext(&context);
}

static void drain_one(struct side *s, unsigned n)
{
    print_access("is seen to have stored", s->store[n].to, s->store[n].value[0]);
    memcpy(s->store[n].to, s->store[n].value, s->store[n].words * sizeof(uint64_t));
    s->stores--;
    memmove(&s->store[n], &s->store[n + 1], (s->stores - n) * sizeof *s->store);
    memset(&s->store[s->stores], 0, sizeof *s->store);
}

/* Without reordering, the other side sees stores that it does not read before their publication
 * together: fewer states. */
static void drain(struct side *s, unsigned n)
{
    bool published;

    do {
        published = s->store[n].release;
        drain_one(s, n);
    } while (!published && !now->reorder && s->stores > 0);
}

/* Stores in the buffer take effect even if the program is gone. */
static void restart(unsigned side)
{
    while (sides[side].stores > 0)
        drain(&sides[side], 0);
    sides[side].restarts--;
    sides[side].bell = false;
    begin(side);
}

static bool may_drain(const struct side *s, unsigned n)
{
    if (n >= s->stores || (n > 0 && (!now->reorder || s->store[n].release)))
        return false;
    for (unsigned i = 0; i < n; i++)
        if (s->store[i].to == s->store[n].to)
            return false;
    return true;
}

static bool possible(unsigned side, unsigned kind)
{
    const struct side *s = &sides[side];

    if (kind == STEP) {
        return s->doing == READY || (s->doing == FENCE && s->stores == 0) ||
               (s->doing == FULL && s->stores < STORES) || (s->doing == WAIT && s->bell);
    }
    return kind == RESTART ? s->restarts > 0 : may_drain(s, kind - DRAIN);
}

static void take(unsigned side, unsigned kind)
{
    if (kind == RESTART) {
        restart(side);
    } else if (kind >= DRAIN) {
        drain(&sides[side], kind - DRAIN);
    } else {
        current = side;
        if (_setjmp(explorer) == 0)
            _longjmp(sides[side].at, 1);
    }
}

/* Repeats the path to the failure, and prints it. */
static void print_path(unsigned length)
{
    const char *what = failure;

    if (now->without_fences)
        return;
    printf("# %s, after:\n", what);
    restore(path[0].copy);
    aloud = true;
    for (unsigned i = 0; i < length; i++) {
        if (path[i].kind == RESTART)
            printf("#   side %u restarts\n", path[i].side);
        take(path[i].side, path[i].kind);
    }
    aloud = false;
    failure = what;
}

static void visit(unsigned depth);

static void follow(unsigned depth, unsigned side, unsigned kind)
{
    path[depth].side = (unsigned char)side;
    path[depth].kind = (unsigned char)kind;
    take(side, kind);
    if (failure == NULL)
        visit(depth + 1);
    else
        print_path(depth + 1);
    restore(path[depth].copy);
}

/* Visits every state that can follow the present one. */
static void visit(unsigned depth)
{
    char *copy = save();
    uint64_t sum = hash(copy), *entry = lookup(sum);
    bool end = true;

    if (*entry & 1 || depth + 1 == DEPTH)
        failure = "a run that never ends";
    else if (*entry == 0 && ++state_count > VISITED / 2)
        failure = "too many states";
    if (*entry != 0 || failure != NULL) {
        free(copy);
        return;
    }
    *entry = sum | 1;
    path[depth].copy = copy;
    path_most = depth > path_most ? depth : path_most;
    for (unsigned i = 0; i < SIDES * (DRAIN + STORES) && failure == NULL; i++) {
        unsigned side = i % SIDES, kind = i / SIDES;

        if (possible(side, kind)) {
            end = end && kind == RESTART;
            follow(depth, side, kind);
        }
    }
    if (end && failure == NULL && (failure = now->wrong_at_end()) != NULL)
        print_path(depth);
    end_count += end;
    free(copy);
    *entry &= ~1ull;
}

const char *explore(const struct exploration *exploration)
{
    now = exploration;
    failure = NULL;
    state_count = end_count = path_most = 0;
    memset(sides, 0, sizeof sides);
    visited = calloc(VISITED, sizeof *visited);
    getcontext(&fresh);
    for (unsigned side = 0; side < SIDES; side++) {
        sides[side].restarts = now->restarts[side];
        begin(side);
    }
    visit(0);
    free(visited);
    printf("# %" PRIu64 " states, %" PRIu64 " ends, at most %u steps\n", state_count, end_count,
           path_most);
    return failure;
}
