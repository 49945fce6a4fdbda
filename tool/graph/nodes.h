/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files that draw a system. */
#ifndef NODES_H
#define NODES_H

#include "meaning/authority.h"

/* Looks of edges. */
#define LOOK_USE  ""
#define LOOK_BOTH "dir=both" /* data flows both ways */
/* one may begin to talk with the other */
#define LOOK_CONNECT "style=dashed, color=\"#2471a3\", fontcolor=\"#2471a3\""
#define LOOK_ALARM   "color=\"#c0392b\", fontcolor=\"#c0392b\", penwidth=1.6"

/* Writes the nodes, in frames. */
void draw_nodes(const struct manifest *manifest, const struct authorities *list);
/* Writes an edge for each right, and those between services and devices. */
void draw_edges(const struct manifest *manifest, const struct authorities *list);

/* Return names of nodes; the caller frees them. */
char *device_node(const char *device); /* of the machine: "nic0", "disk data", "PCI device ..." */
/* the component that a VM which uses the disk talks to */
char *disk_front(const struct manifest *manifest, const char *disk);

/* Returns true if a disk or switch has a node for the device, so that the PCI device needs none. */
bool is_drawn_otherwise(const struct manifest *manifest, const struct authority *pci);

#endif
