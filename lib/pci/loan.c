/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <pci/pci.h>
#include <supervisor.h>

bool pci_loan_open(struct pci_loan *loan, unsigned index)
{
    const struct cos_start *start = cos_self();
    const struct cos_link *link = &start->links[index];

    if (index >= start->link_count || start->pci_count == 0)
        return false;
    *loan = (struct pci_loan){.index = index,
                              .other = link->owner == start->id ? link->peer : link->owner};
    return true;
}

static bool has_ended(uint32_t component)
{
    int64_t status = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, component, 0, 0).value;

    return status >= 0 && (status & 0xff) != SUPERVISOR_RUNNING;
}

void pci_loan_look(struct pci_loan *loan, uint64_t events)
{
    if (loan->state == LOAN_LENT && (events & COS_EVENT_PEER) && has_ended(loan->other))
        loan->state = LOAN_ENDING;
}

/* If the call fails, the driver can only end, which returns all links. */
void pci_loan_return(struct pci_loan *loan)
{
    loan->state = LOAN_NONE;
    if (pci_unlink(loan->index) != 0)
        cos_exit(1);
}

bool pci_loan_take(struct pci_loan *loan, uint64_t events)
{
    int64_t physical;

    if (!(events & (COS_EVENT_PEER | COS_EVENT_FROM(loan->other))))
        return false;
    physical = pci_link(loan->index);
    if (physical < 0)
        return false;
    loan->physical = (uint64_t)physical;
    loan->state = LOAN_LENT;
    return true;
}
