/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entry for clients. Any number of their COS threads run here at once, without the virtual CPU.
 * So shared data is either constant once the server has started, or claimed by session_take().
 */
#include <cos/abi.h>
#include <cos/entry.h>

#include "session.h"

#define METHOD_BITS 8 /* NETBSD_METHOD */

COS_ENTRY(evm_gate_0, server_call);

static bool open;

void entry_open(void)
{
    __atomic_store_n(&open, true, __ATOMIC_RELEASE);
}

static struct cos_result failure(int64_t error)
{
    return (struct cos_result){.value = error};
}

struct cos_result server_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3,
                              uint64_t token, uint64_t thread)
{
    struct session *session;
    struct cos_result result;
    int64_t error;

    if (!__atomic_load_n(&open, __ATOMIC_ACQUIRE))
        return failure(-COS_EAGAIN);
    session = session_of(token);
    if (session == NULL)
        return failure(-COS_EINVAL);
    if (!session_take(session))
        return failure(-COS_EAGAIN);
    session->request = (struct request){
        method & ((1 << METHOD_BITS) - 1), method >> METHOD_BITS, {a1, a2, a3}};
    error = carrier_enter(&session->carrier, thread);
    if (error != 0) {
        /* The client is dead: its thread must leave, or the client could not be reclaimed. The
         * request ends without it; the session is released when request and process have ended. */
        reaper_tell(session);
        return failure(error);
    }
    result = session->result;
    session_give(session);
    return result;
}
