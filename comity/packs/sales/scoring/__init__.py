"""Lead scores: who is worth going after, in four parts with what each rests on; fit is learned from own deals."""
