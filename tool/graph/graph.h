/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm graph`: a system as a graph for Graphviz. */
#ifndef GRAPH_H
#define GRAPH_H

#include "manifest/manifest.h"

/* Prints the system as a digraph in the language DOT; the manifest has no mistake. */
void graph_print(const struct manifest *manifest);

#endif
