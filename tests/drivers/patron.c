/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver whose device takes long to let go of a link, but does, for users that end (borrower.c):
 * as a slow disk does with many requests. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <pci/pci.h>
#include <supervisor.h>

#include "check.h"

#define WORK_US 13000000 /* longer than a driver may keep one link */
#define KEEP_US 300000   /* as long as the device is busy with a link */
#define LOOK_US 5000
#define LEAST   20

enum { BRIEF, HOSTAGE, USERS };

static struct pci_loan loans[USERS];
static unsigned returned;

static void serve(unsigned user, uint64_t events)
{
    struct pci_loan *loan = &loans[user];

    pci_loan_look(loan, events);
    if (loan->state == LOAN_ENDING) {
        cos_sleep(KEEP_US);
        pci_loan_return(loan);
        returned++;
    }
    if (loan->state == LOAN_NONE && pci_loan_take(loan, COS_EVENT_PEER))
        cos_signal(COS_SLOT_SIGNAL + user);
}

static int64_t state_of_hostage(void)
{
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, loans[HOSTAGE].other, 0, 0).value &
           0xff;
}

int main(const struct cos_start *start)
{
    uint64_t end = cos_tsc() + cos_ticks(WORK_US), events = 0;
    int64_t killed = -COS_EAGAIN;

    for (unsigned user = 0; user < USERS; user++)
        if (start->pci_count != 1 || !pci_loan_open(&loans[user], user))
            return 1;
    while (cos_tsc() < end) {
        for (unsigned user = 0; user < USERS; user++)
            serve(user, events);
        if (returned > 0 && killed == -COS_EAGAIN) {
            killed =
                cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, loans[HOSTAGE].other, 0, 0).value;
        }
        events = 0;
        cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(LOOK_US), &events);
    }
    check(returned >= LEAST, "each life of a user gets its link back");
    check_result(killed, 0, "another user is killed in a server");
    check_result(state_of_hostage(), SUPERVISOR_RUNNING, "which does not let it go");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
