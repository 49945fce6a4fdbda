/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of faults: it depends on the system, the seed, and the kinds and targets that are asked
 * for, and on nothing else. */
#ifndef FAULT_PLAN_H
#define FAULT_PLAN_H

#include "subjects.h"

enum fault_kind {
    FAULT_REGISTER, /* a bit of a general register changes */
    FAULT_IP,       /* a jump to anywhere */
    FAULT_TEXT,     /* a bit of the function that runs changes */
    FAULT_DATA,     /* a bit of its data changes; */
    FAULT_STACK,    /* of its stack; */
    FAULT_HEAP,     /* of the memory behind its data */
    FAULT_FAULT,    /* an instruction that faults */
    FAULT_HANG,     /* a jump to itself */
    FAULT_POINTER,  /* a register that holds an address gets a wild one */
    FAULT_OVERFLOW, /* its stack is used up */
    FAULT_SYSCALL,  /* a random system call */
    FAULT_LINK,     /* a bit changes at the head of a link's memory */
    FAULT_KINDS     /* how many there are */
};
extern const char *const fault_kinds[FAULT_KINDS];

/* What a component did after a fault. */
enum failure {
    FAILURE_NONE,
    FAILURE_CRASHED,
    FAILURE_ENDED,
    FAILURE_HUNG,    /* the supervisor says so */
    FAILURE_WRONG,   /* it gave a wrong answer */
    FAILURE_SILENT,  /* it prints nothing any more */
    FAILURE_DEAF,    /* those that use it print nothing any more */
    FAILURE_DAMAGED, /* it goes on: the supervisor has had its program repaired */
    FAILURE_SYSTEM,  /* the system has ended, or stands */
    FAILURE_KERNEL,
    FAILURES /* how many there are */
};
extern const char *const failures[FAILURES];

struct fault {
    /* As planned. The fault strikes after the delay, when the target has begun functions of a set
     * a number of times. */
    uint32_t number; /* from 1 */
    enum fault_kind kind;
    uint32_t target; /* number of the component */
    uint64_t salt;   /* chooses the functions and the place */
    uint64_t delay;  /* ns */
    uint32_t hits;

    /* What happened. */
    bool tried, activated, manifested, contained, recovered, escaped;
    enum failure failure, other_failure; /* of the target; of the one that it escaped to */
    int other;                           /* component that it escaped to; -1: none, or the system */
    char *words, *other_words;           /* what the console says of these; NULL: nothing */
    const char *function;                /* that had begun */
    uint64_t address;                    /* of what was changed; a register's number */
    uint64_t before, after;
    uint64_t physical;           /* of the byte that was changed; 0: none was */
    uint64_t instructions, time; /* at the fault: all since the machine started; ns */
    uint64_t recovery_instructions, recovery_time; /* until the target began again; 0: it did not */
};

#define FAULT_FUNCTIONS 64 /* most of the functions that a fault waits for */

struct fault_plan {
    uint64_t seed;
    uint32_t count;
    uint32_t targets[EVM_COMPONENTS], target_count;
    enum fault_kind kinds[FAULT_KINDS];
    unsigned kind_count;
};

/* Makes fault `number`. */
void fault_plan(const struct fault_plan *plan, const struct subjects *subjects, uint32_t number,
                struct fault *fault);
/* Gets the addresses of the functions that it waits for. Returns their number. */
unsigned fault_functions(const struct fault *fault, const struct subjects *subjects,
                         uint64_t addresses[FAULT_FUNCTIONS]);
/* Returns true if a fault of that kind can strike the component. */
bool fault_suits(enum fault_kind kind, const struct subject *subject);

#endif
