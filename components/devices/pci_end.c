/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A device's end. Without bus mastering it begins no access to memory any more, but those that it
 * has begun may take a while. A virtio device stops using memory when it is reset, which its
 * registers confirm. A PCI Express device reports whether it has pending requests; when it has
 * none, its function is reset, so that it uses no old address when its next driver lets it access
 * memory. The writes of any other device are in memory when it has answered a read: answers do not
 * overtake writes.
 */
#include "pci.h"

#include <cos/abi.h>

enum { VIRTIO_STATUS = 20 };                    /* in the common structure */
enum { EXPRESS_ABLE = 4, EXPRESS_CONTROL = 8 }; /* in the capability */

#define ABLE_TO_RESET (1u << 28) /* EXPRESS_ABLE */
#define CONTROL_RESET (1u << 15) /* EXPRESS_CONTROL */
/* the upper half of the word is the status: bits written as 1 are cleared there */
#define CONTROL_BITS   0xffff
#define STATUS_PENDING (1u << 21) /* of the same word: requests are pending */
#define RESET_POLLS    1000
#define RESET_US       100000  /* for which software must not access the function */
#define ANSWER_US      1000000 /* in which it must respond again */
/* in which requests should complete; else the function is reset */
#define REQUESTS_US 1000000
/* in which they must complete if there is no such reset: a disk may be slow */
#define PATIENCE_US 10000000
#define NOTHING     UINT16_MAX

/* Resets a virtio device, by its registers in configuration space. True: it is reset, or is no such
 * device. */
static bool reset_virtio(uint32_t place, bool *is_virtio)
{
    unsigned common = capability(place, VIRTIO_MASK, VIRTIO_COMMON);
    unsigned window = capability(place, VIRTIO_MASK, VIRTIO_WINDOW);

    *is_virtio = (uint16_t)config_read(place, ID) == VIRTIO_VENDOR && common != 0 && window != 0;
    if (!*is_virtio)
        return true;
    config_write(place, window + VIRTIO_BAR, config_read(place, common + VIRTIO_BAR) & 0xff);
    config_write(place, window + VIRTIO_OFFSET,
                 config_read(place, common + VIRTIO_OFFSET) + VIRTIO_STATUS);
    config_write(place, window + VIRTIO_BYTES, 1);
    config_write(place, window + VIRTIO_DATA, 0);
    for (unsigned i = 0; i < RESET_POLLS; i++)
        if ((config_read(place, window + VIRTIO_DATA) & 0xff) == 0)
            return true;
    return false;
}

bool pci_stop(uint32_t place, bool *is_virtio)
{
    bool reset = reset_virtio(place, is_virtio);

    config_write(place, COMMAND,
                 (config_read(place, COMMAND) & COMMAND_BITS & ~COMMAND_MASTER) | COMMAND_NO_INTX);
    return reset;
}

static bool is_pending(uint32_t place)
{
    unsigned express = capability(place, CAPABILITY_MASK, CAPABILITY_EXPRESS);

    return express != 0 && (config_read(place, express + EXPRESS_CONTROL) & STATUS_PENDING);
}

/* ---- Reset of a function ---- */

static bool can_reset(uint32_t place)
{
    unsigned express = capability(place, CAPABILITY_MASK, CAPABILITY_EXPRESS);

    return express != 0 && (config_read(place, express + EXPRESS_ABLE) & ABLE_TO_RESET);
}

static void begin_reset(struct pci_end *end, uint32_t place, uint64_t now)
{
    end->express = capability(place, CAPABILITY_MASK, CAPABILITY_EXPRESS);
    end->control = config_read(place, end->express + EXPRESS_CONTROL) & CONTROL_BITS;
    end->interrupt = config_read(place, INTERRUPT);
    for (unsigned i = 0; i < PCI_BARS; i++)
        end->bars[i] = config_read(place, BARS + 4 * i);
    end->since = now;
    __atomic_signal_fence(__ATOMIC_SEQ_CST); /* a next life may have to restore them */
    end->reset = true;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    config_write(place, end->express + EXPRESS_CONTROL, end->control | CONTROL_RESET);
}

/* Restores the firmware's settings. */
static int64_t finish_reset(const struct pci_end *end, uint32_t place, uint64_t now)
{
    if (now - end->since < RESET_US)
        return -COS_EBUSY;
    if ((uint16_t)config_read(place, ID) == NOTHING)
        return now - end->since < ANSWER_US ? -COS_EBUSY : -COS_EIO;
    for (unsigned i = 0; i < PCI_BARS; i++)
        config_write(place, BARS + 4 * i, end->bars[i]);
    config_write(place, INTERRUPT, end->interrupt);
    config_write(place, end->express + EXPRESS_CONTROL, end->control);
    return is_pending(place) ? -COS_EIO : 0;
}

int64_t pci_end(struct pci_end *end, uint32_t place, uint64_t now)
{
    bool is_virtio, ended, resets;

    if (end->reset)
        return finish_reset(end, place, now);
    resets = can_reset(place);
    if (!end->told) {
        end->told = true;
        end->since = now;
    }
    ended = pci_stop(place, &is_virtio) && !is_pending(place);
    if (!ended && now - end->since < (resets ? REQUESTS_US : PATIENCE_US))
        return -COS_EBUSY;
    if ((ended && is_virtio) || !resets)
        return ended ? 0 : -COS_EIO;
    begin_reset(end, place, now);
    return -COS_EBUSY;
}
