/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the reference model share: its view of objects. */
#ifndef MODEL_PARTS_H
#define MODEL_PARTS_H

#include "model.h"

struct model_object *object(int i);
/* Returns the running component. */
int acting(void);
bool schedules(int component);
bool alive(int component, uint64_t serial);
struct model_object *object_make(int i, uint8_t type);
void object_end(int i);
/* Returns the capability in a slot of the acting component if it has that type (any, if none is
 * named) and those rights. */
struct model_cap *need(uint64_t slot, uint8_t type, uint8_t rights);
unsigned refs_of(int i);
/* Empties all slots that hold a capability to the object, except `but`. */
void void_caps(int i, const struct model_cap *but);
/* Makes the running thread leave components that have died. Returns whether it left any. */
bool unwind(void);

#endif
