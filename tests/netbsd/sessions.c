/* SPDX-License-Identifier: BSD-2-Clause */
#include "sessions.h"

#include <carrier.h>
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define SESSIONS   8 /* clients' ids are below */
#define SLOT_WAKER COS_SLOT_OWN
#define SLOT_PAGE  (COS_SLOT_OWN + 1)
#define SLOTS      (COS_SLOT_OWN + 2)

struct session {
    struct carrier carrier;
    volatile bool asked;
    uint64_t kind, value;
    int64_t result;
};

COS_ENTRY(evm_gate_0, answer);

static struct session sessions[SESSIONS];
static volatile bool open;
static uint8_t node_page[COS_PAGE_SIZE] __attribute__((aligned(COS_PAGE_SIZE)));
static uint8_t endpoints_page[COS_PAGE_SIZE] __attribute__((aligned(COS_PAGE_SIZE)));

struct cos_result answer(uint64_t kind, uint64_t value, uint64_t a2, uint64_t a3, uint64_t token,
                         uint64_t thread)
{
    struct session *session = &sessions[token % SESSIONS];
    int64_t error;

    (void)a2, (void)a3;
    if (!open)
        return (struct cos_result){.value = -COS_EAGAIN};
    session->kind = kind;
    session->value = value;
    session->asked = true;
    error = carrier_enter(&session->carrier, thread);
    return (struct cos_result){.value = error != 0 ? error : session->result};
}

static void session_main(void *argument)
{
    struct session *session = argument;

    for (;;) {
        carrier_park();
        if (session->asked) {
            session->asked = false;
            session->result = serve(session->kind, session->value);
            carrier_finish(&session->carrier);
        }
    }
}

static uint64_t donate(const uint8_t *page)
{
    cos_unmap(COS_SLOT_PT, (uint64_t)page, 1);
    return ((uint64_t)page - cos_self()->rw_start) / COS_PAGE_SIZE;
}

int64_t sessions_start(void)
{
    int64_t error = cos_cap_grow(COS_SLOT_COMP, COS_SLOT_OWN, COS_SLOT_REGION, donate(node_page));

    error |= cos_make_endpoints(COS_SLOT_REGION, donate(endpoints_page), SLOT_PAGE);
    error |= carriers_start(SLOT_WAKER);
    for (unsigned i = 0; i < SESSIONS; i++) {
        sessions[i].carrier.endpoint = SLOTS + i;
        error |= cos_endpoint(SLOT_PAGE, i, SLOTS + i, 1, COS_RIGHT_WAIT | COS_RIGHT_SIGNAL);
        sessions[i].carrier.thread = thread_create(session_main, &sessions[i], "session", 0);
        carrier_add(&sessions[i].carrier);
    }
    open = true;
    return error;
}
