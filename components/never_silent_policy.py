"""A turn is never empty: an action that failed, or said nothing, is followed by `utter_unavailable`. And it is whole: an ordinary question
beside an urgent flag or a check question is answered behind it, where that is safe.

An open form takes every message for itself. Two it must not have, and this policy leaves the form for them: a danger, and what is for another
tool. It also keeps where an open danger stands as a slot.

When a custom action fails, Rasa logs it and says nothing to the person (RasaHQ/rasa#5588, #7630). This policy sees that
an action has run and nothing was said since the person's message, and predicts a reply that needs neither the action
server nor the store.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple, Type

import rasa.core.actions.action
from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from components.conversation_state import ANSWER_FIRST, BESIDE, FORM, FOUND, STAGE, STAGE_SLOT
from knowledge.topic_ids import USE
from tools.figures import only_figures

INTENT_RED_FLAG = "red_flag"
RED_FLAG, ANSWER = "utter_red_flag", "action_answer_topic"
UNAVAILABLE = "utter_unavailable"
CUSTOM_ACTION_PREFIX = "action_"
ACTION_SECONDS = 8

# How long Rasa waits for the action server is a constant of that module, 300 s, with no setting (3.6.21): a server that
# hangs would leave a patient without a word for five minutes.
rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class NeverSilentPolicy(Policy):
    """Speaks where a turn would end without a word. Stands above the RulePolicy."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """`priority`: above RulePolicy's 6, so that it wins where both are certain."""
        return {"priority": 7, "max_history": 1}

    def __init__(
        self,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: Optional[TrackerFeaturizer] = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer)

    def train(self, training_trackers: List[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """There is nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Certain of one action where the turn would be empty, silent otherwise."""
        action = next_action(tracker, domain)
        shares = self._default_predictions(domain)
        if action:
            shares[domain.index_for_action(action)] = 1.0
        # An open form's own predictions use no user input either, and Rasa lets such a one overrule all others, whatever their priority: told
        # as an ordinary prediction, a danger would go to the form, which takes it for an answer where it finds a figure in it.
        return self._prediction(shares, events=stage_events(tracker), is_no_user_prediction=action is not None)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NeverSilentPolicy:
        """Nothing was stored, so loading is making a new one."""
        return cls(config, model_storage, resource, execution_context)


def stage_events(tracker: DialogueStateTracker) -> List[Event]:
    """Where the danger of the latest message stands, as a slot: an event of a policy is kept whichever policy wins, and needs no action server."""
    found = (tracker.latest_message.parse_data if tracker.latest_message else {}).get(FOUND) or {}
    stage = found.get(STAGE)
    known = STAGE_SLOT in tracker.slots and tracker.get_slot(STAGE_SLOT) != stage
    return [SlotSet(STAGE_SLOT, stage)] if stage and known else []


def next_action(tracker: DialogueStateTracker, domain: Domain) -> Optional[str]:
    """`utter_unavailable` where an action of ours left the turn empty, then to listen; None while all is well."""
    leaving = _leaves_a_form(tracker) or _turns_to_another_tool(tracker)
    if leaving:
        return leaving
    if tracker.get_latest_input_channel() is None:
        return None  # nobody listens: `rasa test` runs no actions, so nothing is ever said there
    last = tracker.latest_action_name
    found = (tracker.latest_message.parse_data if tracker.latest_message else {}).get(FOUND) or {}
    if found.get(BESIDE):
        order = [ANSWER, RED_FLAG] if found.get(ANSWER_FIRST) else [RED_FLAG, ANSWER]
        done = [one for one in _actions_since_the_message(tracker) if one in order]
        left = [one for one in order if one not in done]
        return left[0] if left else ACTION_LISTEN_NAME
    if last == UNAVAILABLE:
        return ACTION_LISTEN_NAME
    ours = last is not None and last.startswith(CUSTOM_ACTION_PREFIX) and last in domain.user_actions
    broken_form = last in domain.form_names and not _since_the_message(
        tracker, (ActiveLoop, ActionExecutionRejected, SlotSet)
    )
    return UNAVAILABLE if (ours or broken_form) and not _said_something(tracker) else None


def _leaves_a_form(tracker: DialogueStateTracker) -> Optional[str]:
    """A danger in the middle of a form is told at once, and the form is left: an open form would take the message for itself."""
    intent = (tracker.latest_message.intent if tracker.latest_message else {}).get("name")
    last = tracker.latest_action_name
    if intent != INTENT_RED_FLAG:
        return None
    if last == ACTION_DEACTIVATE_LOOP_NAME:
        found = tracker.latest_message.parse_data.get(FOUND) if tracker.latest_message else None
        return ANSWER if (found or {}).get(BESIDE) else ACTION_LISTEN_NAME
    if not tracker.active_loop_name:
        return None
    return {ACTION_LISTEN_NAME: RED_FLAG, RED_FLAG: ACTION_DEACTIVATE_LOOP_NAME}.get(last or "")


def _turns_to_another_tool(tracker: DialogueStateTracker) -> Optional[str]:
    """A message for another tool than the one that waits: that one is left, the other opens, and tells its result if it has all it needs."""
    message = tracker.latest_message
    intent = ((message.intent if message else None) or {}).get("name") or ""
    if not intent.startswith(USE):
        return None
    topic = intent.removeprefix(USE)
    form, done = topic + FORM, _actions_since_the_message(tracker)
    if not done:
        waits = tracker.active_loop_name not in (None, form)
        return ACTION_DEACTIVATE_LOOP_NAME if waits and not only_figures(message.text or "") else None
    if done[0] != ACTION_DEACTIVATE_LOOP_NAME:
        return None
    if done[-1] == ACTION_DEACTIVATE_LOOP_NAME:
        return form
    if done[-1] == form and tracker.active_loop_name != form:
        return CUSTOM_ACTION_PREFIX + topic
    return ACTION_LISTEN_NAME


def _actions_since_the_message(tracker: DialogueStateTracker) -> List[str]:
    """What was done since the person's message, oldest first."""
    done: List[str] = []
    for event in reversed(tracker.applied_events()):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name:
            done.insert(0, event.action_name)
    return done


def _since_the_message(tracker: DialogueStateTracker, kinds: Tuple[Type[Event], ...]) -> bool:
    """Whether an event of these kinds came since the person's message."""
    for event in reversed(tracker.applied_events()):
        if isinstance(event, UserUttered):
            return False
        if isinstance(event, kinds):
            return True
    return False


def _said_something(tracker: DialogueStateTracker) -> bool:
    for event in reversed(tracker.applied_events()):
        if isinstance(event, BotUttered):
            return True
        if isinstance(event, UserUttered) or (
            isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME
        ):
            return False
    return False
