/* SPDX-License-Identifier: BSD-2-Clause */
#include "server.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/start.h>
#include <errno.h>
#include <rumpuser.h>

#include "session.h"

#define STATUS_NO_START 125 /* the same as for a rump kernel that does not start */

static bool started;

void server_start(void)
{
    int64_t error = sessions_make();

    if (error != 0 || !reaper_start()) {
        rumpuser_dprintf("the VM cannot serve its clients: %s (error %d)\n",
                         error == 0 || error == -COS_ENOMEM
                             ? "there is no memory for their threads (key `memory:`)"
                             : "the kernel refused to make objects",
                         (int)error);
        rumpuser_exit(STATUS_NO_START);
    }
    started = true;
    entry_open();
}

void server_event(uint64_t events)
{
    if (started && (events & COS_EVENT_PEER))
        reaper_look();
}

int rumpuser_sp_init(const char *url, const char *system, const char *release, const char *machine)
{
    (void)url, (void)system, (void)release, (void)machine;
    return 0;
}

void rumpuser_sp_fini(void *client)
{
    (void)client;
}

int rumpuser_sp_anonmmap(void *client, size_t bytes, void **memory)
{
    (void)client, (void)bytes, (void)memory;
    return ENOMEM;
}

int rumpuser_sp_raise(void *client, int signal)
{
    (void)client, (void)signal;
    return 0;
}
