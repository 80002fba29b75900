"""One-shot: Airflow's database at the version of this image, and its first user. Again changes nothing.

The password comes from `AIRFLOW_ADMIN_PASSWORD`; a new one there is set at the next start.
"""

from __future__ import annotations

import os
import subprocess
import sys

USER = "admin"


def main() -> None:
    password = os.environ["AIRFLOW_ADMIN_PASSWORD"]
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True)
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder
    from airflow.utils.providers_configuration_loader import providers_configuration_loaded

    @providers_configuration_loaded
    def set_up_user() -> None:
        with get_application_builder() as builder:
            security = builder.sm
            security.sync_roles()
            user = security.find_user(USER)
            if user is None:
                role = security.find_role("Admin")
                if not security.add_user(USER, "Revue", "Administrator", "admin@localhost", role, password):
                    raise SystemExit("the user could not be made: see above")
                print(f"user {USER} made")
            else:
                security.reset_password(user.id, password)
                print(f"user {USER} is there, its password is the one in .env")

    set_up_user()


if __name__ == "__main__":
    main()
