"""Signs a person in and lists the storage accounts that they may see."""

from azure.identity import InteractiveBrowserCredential
from azure.mgmt.storage import StorageManagementClient

# 04b07795-8ddb-461a-bbee-02f9e1bf7b46 is what `az login` signs in with.
credential = InteractiveBrowserCredential(
    tenant_id="organizations",
    client_id="04b07795-8ddb-461a-bbee-02f9e1bf7b46",
)

client = StorageManagementClient(credential, subscription_id="")
for account in client.storage_accounts.list():
    print(account.name)
