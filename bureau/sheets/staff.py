"""The sheet of staff: accounts by their name, in sections of the importer's own bureau, and roles as appointments.

A sheet only adds: a blank cell, a role that is not named and a person who is not in it stay as they are. Accounts are
written by system administrators and roles by security administrators, in a sheet as on the screen.
"""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.widgets import Widget

from bureau.audit.history import Recorded
from bureau.people.appointments import Appointment, Dated
from bureau.people.bureaus import Section
from bureau.people.roles import OF_THE_BUREAU, Role
from bureau.people.staff import Employment, Staff
from bureau.sheets.cells import text_of
from bureau.sheets.columns import Choice, Column, Several, Words
from bureau.sheets.kinds import sheet_kind
from bureau.sheets.resources import SheetResource, Values

ACCOUNTS, ROLES = frozenset({Role.SYSTEM_ADMINISTRATOR}), frozenset({Role.SECURITY_ADMINISTRATOR})
EMPLOYMENTS = {
    "行政": Employment.ADMINISTRATIVE,
    "公务员": Employment.ADMINISTRATIVE,
    "事业": Employment.INSTITUTION,
    "合同制": Employment.CONTRACT,
    "编外": Employment.CONTRACT,
}
TITLES = {"股长": Role.SECTION_HEAD, "经办": Role.OFFICER, "窗口": Role.WINDOW, "法制审核": Role.LEGAL_REVIEWER}


class Address(Words):
    """An address of mail."""

    def clean(self, value: Any, row: Any = None, **options: Any) -> Any:
        text = super().clean(value, row, **options)
        if text:
            validate_email(text)
        return text


class Account(Widget):
    """The name that somebody signs in with, as it was typed: NFKC could make another account of it."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        name = text_of(value).strip()
        if not name.isascii():
            raise ValidationError(_("Letters, digits and @ . + - _ only, none of them full width."))
        return name


class StaffResource(SheetResource):
    models, key, writers = (Staff, Appointment), "username", ACCOUNTS | ROLES

    name = Column("姓名", "人员姓名", widget=Words(50), required=True)
    username = Column("账号", "用户名", "登录名", "帐号", widget=Account(), required=True)
    section = Column("股室", "科室", "部门", "所在股室", widget=Words(100))
    employment = Column("编制类型", "编制", "人员性质", widget=Choice(Employment, EMPLOYMENTS))
    roles = Column("岗位/角色", "岗位", "角色", "职务", widget=Several(Role, TITLES))
    email = Column("邮箱", "电子邮箱", "邮件", "Email", widget=Address(254))

    class Meta:
        model = Staff
        fields = import_order = ["name", "username", "section", "employment", "roles", "email"]
        import_id_fields = ["username"]
        skip_diff = True
        report_skipped = True
        clean_model_instances = True

    def procedure(self, values: Values) -> Recorded:
        staff = self._account(values)
        for role in values.get("roles", ()):
            self._appoint(staff, role)
        return staff

    def reaches(self, record: Recorded) -> bool:
        roles = ROLES if isinstance(record, Appointment) else ACCOUNTS
        return self.importer.scope.reaches(record, roles)

    def void(self, record: Recorded) -> None:
        """An account is closed and never deleted; a role ends, or is taken back where it had not begun before today."""
        if isinstance(record, Staff):
            record.is_active = False
            record.save()
        elif isinstance(record, Appointment) and record.since_on < self.importer.day:
            record.until_on = self.importer.day - timedelta(days=1)
            record.save()
        else:
            record.delete()

    # The account

    def _account(self, values: Values) -> Staff:
        staff = Staff.objects.filter(username=values["username"]).select_related("section").first() or self._new(values)
        if staff.section and staff.section.bureau_id != self.importer.bureau.pk:
            raise ValidationError({"username": _("This account is taken, or beyond your reach.")})
        if staff.pk is not None and not staff.is_active:
            raise ValidationError({"username": _("This account is deactivated. Activate it on its own page first.")})
        given = {name: values[name] for name in ("name", "employment", "email") if name in values}
        if "section" in values:
            given["section"] = self._section(values["section"])
        if staff.pk is None or any(getattr(staff, name) != value for name, value in given.items()):
            self._save(staff, given)
        return staff

    def _new(self, values: Values) -> Staff:
        if "section" not in values:
            raise ValidationError({"section": _("A new account belongs to a section.")})
        made = Staff(username=values["username"], is_staff=True)
        made.set_unusable_password()
        return made

    def _save(self, staff: Staff, given: dict[str, Any]) -> None:
        if staff.pk is not None and not self.reaches(staff):  # as it was before this row
            raise ValidationError({"username": _("This account is taken, or beyond your reach.")})
        for name, value in given.items():
            setattr(staff, name, value)
        staff.full_clean(exclude=["password"])
        if not self.reaches(staff):
            raise ValidationError(_("Accounts are written by a system administrator of this bureau."))
        staff.hand = self.importer.hand
        staff.save()

    def _section(self, name: str) -> Section:
        here = Section.objects.filter(bureau=self.importer.bureau, closed_on__isnull=True)
        if found := here.filter(name=name).first():
            return found
        known = "、".join(here.values_list("name", flat=True))
        raise ValidationError(
            {"section": _("No section “%(name)s” here. There are: %(known)s.") % {"name": name, "known": known}}
        )

    # The roles

    def _appoint(self, staff: Staff, role: str) -> None:
        section = None if role in OF_THE_BUREAU else staff.section
        held = Appointment.objects.filter(Dated.on(self.importer.day), staff=staff, role=role)
        if held.filter(bureau=self.importer.bureau, section=section).exists():
            return
        made = Appointment(staff=staff, role=role, bureau=self.importer.bureau, section=section)
        made.since_on, made.hand = self.importer.day, self.importer.hand
        if not self.reaches(made):
            told = _("Roles are given by a security administrator: “%(role)s” is not held yet.")
            raise ValidationError({"roles": told % {"role": made.get_role_display()}})
        try:
            made.full_clean()
            made.save()
        except ValidationError as wrong:
            raise ValidationError({"roles": wrong.messages}) from None


STAFF = sheet_kind("staff", gettext_lazy("sheet of staff"), StaffResource)
