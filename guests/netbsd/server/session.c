/* SPDX-License-Identifier: BSD-2-Clause */
#include "server.h"
#include "session.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <errno.h>
#include <evm/image.h>
#include <rumpuser.h>

/* endpoint 0 of the page is unused; those of sessions are in the slots behind */
#define SLOT_ENDPOINTS COS_SLOT_OWN
#define SLOT_WAKER     (COS_SLOT_OWN + COS_NODE_SLOTS - 1)
/* at most: all components except the root components and this VM */
#define CLIENTS (EVM_COMPONENTS - EVM_NATIVE - 1)

_Static_assert(CLIENTS < COS_NODE_SLOTS - 1 && CLIENTS < COS_ENDPOINTS,
               "one node of slots and one page of endpoints suffice for all clients");

static struct session *sessions[EVM_COMPONENTS]; /* by client */

/* ---- Kernel objects, made from these pages, which the VM loses then ---- */

enum { NODE, ENDPOINTS };
uint8_t server_objects[SERVER_OBJECTS][COS_PAGE_SIZE] __attribute__((aligned(COS_PAGE_SIZE)));

/* Unmaps a page; returns its number in the VM's region. */
static uint64_t page_to_donate(const uint8_t *page)
{
    cos_unmap(COS_SLOT_PT, (uint64_t)page, 1);
    return ((uint64_t)page - cos_self()->rw_start) / COS_PAGE_SIZE;
}

static int64_t make_endpoints(void)
{
    int64_t error = cos_cap_grow(COS_SLOT_COMP, COS_SLOT_OWN, COS_SLOT_REGION,
                                 page_to_donate(server_objects[NODE]));

    error = error == 0 ? carriers_start(SLOT_WAKER) : error;
    return error != 0
               ? error
               : cos_make_endpoints(COS_SLOT_REGION, page_to_donate(server_objects[ENDPOINTS]),
                                    SLOT_ENDPOINTS);
}

static int64_t give_endpoint(struct session *session)
{
    static uint64_t used;

    used++;
    session->carrier.endpoint = SLOT_ENDPOINTS + used;
    return cos_endpoint(SLOT_ENDPOINTS, used, session->carrier.endpoint, 1,
                        COS_RIGHT_WAIT | COS_RIGHT_SIGNAL);
}

/* ---- The session's thread ---- */

/* Copies those in the link: later changes by the client have no effect. */
static void copy_arguments(const struct session *session, uint64_t arguments[NETBSD_ARGUMENTS])
{
    if (session->request.method == NETBSD_CALL8)
        for (unsigned i = REGISTER_ARGUMENTS; i < NETBSD_ARGUMENTS; i++)
            arguments[i] = session_link(session)->arguments[i];
}

static struct cos_result make_call(struct session *session)
{
    const uint64_t *in_registers = session->request.arguments;
    uint64_t arguments[NETBSD_ARGUMENTS] = {in_registers[0], in_registers[1], in_registers[2]};
    long values[2] = {0, 0};
    int error;

    if (session_link(session)->session != session->process.number)
        process_end(session);
    if (session->process.number == 0 && process_begin(session) != 0)
        return (struct cos_result){.value = -COS_ENOMEM};
    copy_arguments(session, arguments);
    error = session_holds(session) ? call_refusal(session->request.number, arguments) : EFAULT;
    if (error == 0)
        error = process_call((int)session->request.number, arguments, values);
    if (session_lives(session))
        session_link(session)->value2 = (uint64_t)values[1];
    return (struct cos_result){.value = error, .extra = (uint64_t)values[0]};
}

static struct cos_result serve(struct session *session)
{
    switch (session->request.method) {
    case NETBSD_CALL:
    case NETBSD_CALL8:
        return make_call(session);
    case NETBSD_EXIT:
        session_link(session)->session = 0;
        process_end(session);
        return (struct cos_result){.value = 0};
    default:
        return (struct cos_result){.value = -COS_ENOSYS};
    }
}

/* The client is dead: no thread waits for a result. */
static void end_life(struct session *session)
{
    session->state = CLIENT_ENDS;
    while (session->interrupting)
        thread_wait(&session->interrupted, COS_FOREVER);
    process_end(session);
    session->state = CLIENT_LIVES; /* for the component's next life */
    session_give(session);
}

static void session_main(void *argument)
{
    struct session *session = argument;

    for (;;) {
        carrier_park();
        if (session_lives(session))
            session->result = serve(session);
        if (session_lives(session))
            carrier_finish(&session->carrier);
        else
            end_life(session);
    }
}

/* ---- All sessions ---- */

struct session *session_of(uint64_t client)
{
    return client < EVM_COMPONENTS ? sessions[client] : NULL;
}

bool session_take(struct session *session)
{
    return !__atomic_exchange_n(&session->busy, true, __ATOMIC_ACQUIRE);
}

void session_give(struct session *session)
{
    __atomic_store_n(&session->busy, false, __ATOMIC_RELEASE);
}

void sessions_visit(void (*visit)(struct session *session))
{
    for (unsigned client = 0; client < EVM_COMPONENTS; client++)
        if (sessions[client] != NULL)
            visit(sessions[client]);
}

static int64_t make_session(uint32_t client)
{
    struct session *session;
    void *memory;

    if (rumpuser_malloc(sizeof(*session), 0, &memory) != 0)
        return -COS_ENOMEM;
    session = memory;
    *session = (struct session){.client = client};
    session->carrier.thread = thread_create(session_main, session, "client", 0);
    sessions[client] = session;
    if (session->carrier.thread == NULL)
        return -COS_ENOMEM;
    carrier_add(&session->carrier);
    return give_endpoint(session);
}

int64_t sessions_make(void)
{
    const struct cos_start *self = cos_self();
    int64_t error = make_endpoints();

    for (uint32_t i = 0; i < self->link_count && error == 0; i++) {
        const struct cos_link *link = &self->links[i];

        if (link->owner == self->id)
            continue;
        error = sessions[link->owner] == NULL ? make_session(link->owner) : 0;
        if (error == 0)
            sessions[link->owner]->links[sessions[link->owner]->link_count++] = link;
    }
    return error;
}
