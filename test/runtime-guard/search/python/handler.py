"""The function that the search runs in: it does what an event asks for. See ../guest.ts for the events."""

import cases
import perform
import reach
import witness

reached = reach.reach()


def handler(event, context):
    question = event['ask']
    if question == 'functions':
        return [each.name for each in reached]
    if question == 'describe':
        return cases.case_of(reached, event['seed'], event['from'])
    lab = event['lab']
    # The text is not in the event, whose bytes would be found.
    lab['text'] = lab['reversed'][::-1]
    skipped = set(event.get('skip', ()))
    start = event.get('from', 0)
    given = event.get('cases')
    count = len(given) if given is not None else event['to'] - start
    for index in range(count):
        described = given[index] if given is not None else cases.case_of(reached, event['seed'], start + index)
        if described['steps'][0]['call'] not in skipped:
            perform.perform(described, start + index, reached, lab)
    witness.mark('end')
    return count
