"""What the second provider says of people: their subject in the id token, the rest at userinfo alone."""

from oauth2_provider.oauth2_validators import OAuth2Validator


class Validator(OAuth2Validator):
    """As many real providers do it: a bare id token."""

    def get_userinfo_claims(self, request):
        """The address and the name, which the id token lacks."""
        person = request.user
        said = {"email": person.email, "email_verified": True, "name": person.get_full_name()}
        return {**super().get_userinfo_claims(request), **said}
