/* SPDX-License-Identifier: BSD-2-Clause */
#include "plan.h"

#include "random.h"

#define HIT_BITS        3 /* a fault waits for at most 2^2 beginnings, mostly for one or two */
#define DELAY_MOST      20000000 /* ns: programs that wait for the time do so for milliseconds */
#define FUNCTIONS_LEAST 8        /* functions that a fault waits for; */
#define FUNCTIONS_EACH  48       /* and one more for so many that the component has */

const char *const fault_kinds[FAULT_KINDS] = {"register", "ip",       "text",    "data",
                                              "stack",    "heap",     "fault",   "hang",
                                              "pointer",  "overflow", "syscall", "link"};
const char *const failures[FAILURES] = {"none",   "crashed", "ended",   "hung",   "wrong",
                                        "silent", "deaf",    "damaged", "system", "kernel"};

bool fault_suits(enum fault_kind kind, const struct subject *subject)
{
    if (!subject->text || !subject->symbols || !subject->symbols->count)
        return false;
    return kind == FAULT_HEAP   ? subject->heap_pages
           : kind == FAULT_DATA ? subject->data != NULL
           : kind == FAULT_LINK ? subject->link_count
                                : true;
}

void fault_plan(const struct fault_plan *plan, const struct subjects *subjects, uint32_t number,
                struct fault *fault)
{
    uint64_t state = plan->seed * 0x100000001b3 + number;

    random_next(&state);
    *fault = (struct fault){.number = number, .other = -1};
    do {
        fault->target = plan->targets[random_next(&state) % plan->target_count];
        fault->kind = plan->kinds[random_next(&state) % plan->kind_count];
    } while (!fault_suits(fault->kind, &subjects->item[fault->target]));
    fault->salt = random_next(&state);
    fault->delay = random_next(&state) % DELAY_MOST;
    fault->hits = 1 + random_next(&state) % (1u << random_next(&state) % HIT_BITS);
}

unsigned fault_functions(const struct fault *fault, const struct subjects *subjects,
                         uint64_t addresses[FAULT_FUNCTIONS])
{
    const struct evm_symbols *symbols = subjects->item[fault->target].symbols;
    uint64_t state = fault->salt;
    unsigned count = FUNCTIONS_LEAST + symbols->count / FUNCTIONS_EACH, made = 0;

    if (count > FAULT_FUNCTIONS)
        count = FAULT_FUNCTIONS;
    while (count--) {
        uint32_t one = symbols->symbol[random_next(&state) % symbols->count].address;
        bool twice = false;

        for (unsigned i = 0; i < made; i++)
            twice = twice || addresses[i] == symbols->base + one;
        if (!twice)
            addresses[made++] = symbols->base + one;
    }
    return made;
}
