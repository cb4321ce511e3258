import { linear, position } from '../../../worker/attribution/position.ts'
import { firstTouch, lastNonDirect, lastTouch } from '../../../worker/attribution/single.ts'
import { timeDecay } from '../../../worker/attribution/time-decay.ts'
import { ruleModel } from '../../../worker/insight/rule-models.ts'

/** Rules that need nothing but the path. */
export const rules = [
  ruleModel('first_touch', firstTouch),
  ruleModel('last_touch', lastTouch),
  ruleModel('last_non_direct', lastNonDirect),
  ruleModel('linear', linear),
  ruleModel('u_position_40_20_40', position(40, 20, 40)),
  ruleModel('j_shaped_20_20_60', position(20, 20, 60)),
  ruleModel('inverse_j_60_20_20', position(60, 20, 20)),
  ruleModel('time_decay_7d', timeDecay(7)),
  ruleModel('time_decay_30d', timeDecay(30)),
]
