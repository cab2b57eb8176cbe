import type { Format } from '$lib/host';
import { m } from '$lib/paraglide/messages';

/** A command that makes an export, or what its first line looks like. */
export type Command = { shell: string; lines: string };
/** An export: what it gives, and how to make it. */
export type Recipe = { format: Format; title: () => string; gives: () => string; commands: Command[] };

const graph = 'https://graph.microsoft.com/v1.0';
const partner = 'https://api.partnercenter.microsoft.com/v1';
/** As a list whatever it holds: a pipe would write one object without its list, and of none nothing at all. */
const listed = (command: string): string => `ConvertTo-Json -InputObject @(${command}) -Depth 10`;
const powershell = (scopes: string, command: string, file: string): Command => ({
  shell: 'PowerShell',
  lines: `Connect-MgGraph -Scopes ${scopes}\n${listed(command)} | Out-File ${file} -Encoding utf8`,
});
const az = (address: string, file: string, more = ''): Command => ({ shell: 'az', lines: `az rest --method get --url '${address}'${more} > ${file}` });
const asPartner = ` --resource https://api.partnercenter.microsoft.com`;

/** Every export that can be imported, the ones that answer most first. */
export const recipes: Recipe[] = [
  {
    format: 'graph-role-assignments',
    title: m.format_role_assignments,
    gives: m.gives_role_assignments,
    commands: [
      powershell('RoleManagement.Read.Directory,Directory.Read.All', 'Get-MgRoleManagementDirectoryRoleAssignment -All -ExpandProperty principal', 'role-assignments.json'),
      az(`${graph}/roleManagement/directory/roleAssignments?$expand=principal`, 'role-assignments.json'),
    ],
  },
  {
    format: 'graph-role-eligibility',
    title: m.format_role_eligibility,
    gives: m.gives_role_eligibility,
    commands: [
      powershell('RoleManagement.Read.Directory,Directory.Read.All', 'Get-MgRoleManagementDirectoryRoleEligibilityScheduleInstance -All -ExpandProperty principal', 'role-eligibility.json'),
      powershell('RoleManagement.Read.Directory,Directory.Read.All', 'Get-MgRoleManagementDirectoryRoleAssignmentScheduleInstance -All -ExpandProperty principal', 'role-schedule.json'),
      az(`${graph}/roleManagement/directory/roleEligibilityScheduleInstances?$expand=principal`, 'role-eligibility.json'),
      az(`${graph}/roleManagement/directory/roleAssignmentScheduleInstances?$expand=principal`, 'role-schedule.json'),
    ],
  },
  {
    format: 'graph-delegated-admin-relationships',
    title: m.format_relationships,
    gives: m.gives_relationships,
    commands: [
      powershell('DelegatedAdminRelationship.Read.All', 'Get-MgTenantRelationshipDelegatedAdminRelationship -All', 'relationships.json'),
      az(`${graph}/tenantRelationships/delegatedAdminRelationships`, 'relationships.json'),
    ],
  },
  {
    format: 'graph-access-assignments',
    title: m.format_access_assignments,
    gives: m.gives_access_assignments,
    commands: [
      {
        shell: 'PowerShell',
        lines: `Connect-MgGraph -Scopes DelegatedAdminRelationship.Read.All
$assignments = Get-MgTenantRelationshipDelegatedAdminRelationship -All | ForEach-Object {
  $relationship = $_.Id
  Get-MgTenantRelationshipDelegatedAdminRelationshipAccessAssignment -DelegatedAdminRelationshipId $relationship -All |
    Select-Object @{ n = 'RelationshipId'; e = { $relationship } }, Id, Status, AccessContainer, AccessDetails
}
${listed('$assignments')} | Out-File access-assignments.json -Encoding utf8`,
      },
      az(`${graph}/tenantRelationships/delegatedAdminRelationships/RELATIONSHIP-ID/accessAssignments`, 'RELATIONSHIP-ID.json'),
    ],
  },
  {
    format: 'graph-directory-roles',
    title: m.format_directory_roles,
    gives: m.gives_directory_roles,
    commands: [
      // Members that are listed with their role ($expand) are cut off after 20, so each role is asked for its own.
      {
        shell: 'PowerShell',
        lines: `Connect-MgGraph -Scopes RoleManagement.Read.Directory,Directory.Read.All
Get-MgDirectoryRole -All | ForEach-Object {
  $role = $_.RoleTemplateId
  ${listed('Get-MgDirectoryRoleMember -DirectoryRoleId $_.Id -All')} | Out-File "members-roleTemplateId-$role.json" -Encoding utf8
}`,
      },
      az(`${graph}/directoryRoles`, 'directory-roles.json'),
    ],
  },
  {
    format: 'graph-directory-role-members',
    title: m.format_role_members,
    gives: m.gives_role_members,
    commands: [
      { shell: 'PowerShell', lines: `Connect-MgGraph -Scopes RoleManagement.Read.Directory,Directory.Read.All\n$role = 'f023fd81-a637-4b56-95fd-791ac0226033'\nInvoke-MgGraphRequest -Method GET -Uri "v1.0/directoryRoles/roleTemplateId=$role/members" -OutputType Json | Out-File "members-roleTemplateId-$role.json" -Encoding utf8` },
      az(`${graph}/directoryRoles/roleTemplateId=f023fd81-a637-4b56-95fd-791ac0226033/members`, 'members-roleTemplateId-f023fd81-a637-4b56-95fd-791ac0226033.json'),
    ],
  },
  {
    format: 'graph-group-members',
    title: m.format_group_members,
    gives: m.gives_group_members,
    commands: [
      {
        shell: 'PowerShell',
        lines: `Connect-MgGraph -Scopes GroupMember.Read.All,User.ReadBasic.All
$group = 'GROUP-ID'
${listed('Get-MgGroupMember -GroupId $group -All')} | Out-File "group-members-$group.json" -Encoding utf8`,
      },
      az(`${graph}/groups/GROUP-ID/members`, 'group-members-GROUP-ID.json'),
    ],
  },
  {
    format: 'graph-groups',
    title: m.format_groups,
    gives: m.gives_groups,
    commands: [
      powershell('Group.Read.All', 'Get-MgGroup -All -Filter "securityEnabled eq true"', 'groups.json'),
      az(`${graph}/groups?$filter=securityEnabled eq true&$select=id,displayName,securityEnabled&$top=999`, 'groups.json'),
    ],
  },
  {
    format: 'graph-directory-subscriptions',
    title: m.format_subscriptions,
    gives: m.gives_subscriptions,
    commands: [powershell('Organization.Read.All', 'Get-MgDirectorySubscription -All', 'subscriptions.json'), az(`${graph}/directory/subscriptions`, 'subscriptions.json')],
  },
  {
    format: 'graph-subscribed-skus',
    title: m.format_skus,
    gives: m.gives_skus,
    commands: [powershell('Organization.Read.All', 'Get-MgSubscribedSku -All', 'subscribed-skus.json'), az(`${graph}/subscribedSkus`, 'subscribed-skus.json')],
  },
  { format: 'partner-center-customers', title: m.format_customers, gives: m.gives_customers, commands: [az(`${partner}/customers?size=0`, 'customers.json', asPartner)] },
  {
    format: 'partner-center-subscriptions',
    title: m.format_partner_subscriptions,
    gives: m.gives_partner_subscriptions,
    commands: [az(`${partner}/customers/TENANT-ID/subscriptions`, 'TENANT-ID.json', asPartner)],
  },
  { format: 'gdap-bulk-csv', title: m.format_gdap_bulk, gives: m.gives_gdap_bulk, commands: [] },
  { format: 'gdap-activity-csv', title: m.format_gdap_activity, gives: m.gives_gdap_activity, commands: [] },
  {
    format: 'requests-csv',
    title: m.format_requests,
    gives: m.gives_requests,
    commands: [{ shell: 'CSV', lines: 'tenant,product,plan,contract,severity,title,filed_at,case_number,responded_at,closed_at,close_reason' }],
  },
  { format: 'mapped-csv', title: m.format_mapped, gives: m.gives_mapped, commands: [] },
];

/** What an export is called. */
export function formatName(format: Format): string {
  return recipes.find((recipe) => recipe.format === format)?.title() ?? format;
}
