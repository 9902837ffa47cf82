import prefect
from prefect.engine import signals
from prefect.engine.signals import FAIL, PrefectStateSignal


def several(value):
    try:
        raise signals.SKIP()
    except (ValueError, Exception):
        pass


def outer(value):
    try:
        try:
            raise prefect.engine.signals.RETRY("later")
        finally:
            print(value)
    except Exception as error:
        print(error)


def caught(value):
    try:
        raise FAIL("x")
    except FAIL:
        raise
    except Exception:
        pass
    try:
        raise signals.SKIP()
    except PrefectStateSignal:
        raise
    except Exception:
        pass
    try:
        raise signals.SKIP()
    except BaseException:
        pass
    try:
        raise signals.SKIP()
    except:  # noqa: E722
        pass
    try:
        raise FAIL("x")
    except (FAIL, Exception):
        pass
    try:
        raise FAIL("x")
    except (Exception, BaseException):
        pass


def another(value):
    try:
        raise FAIL("x")
    except signals.SKIP:
        pass
    except Exception:
        pass
