"""What a browser forgets when somebody signs out."""

from functools import wraps


def forgets_what_was_typed(view):
    """Have the browser forget what was typed in the editor and not saved: others use the same computer."""

    @wraps(view)
    def sign_out(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response["Clear-Site-Data"] = '"storage"'
        return response

    return sign_out
