"""Whose AWS accounts are known: 498 of 237 vendors and services of AWS's, by 2025-09-17.

From the list "Known AWS accounts" of fwd:cloudsec (https://github.com/fwdcloudsec/known_aws_accounts), which is under
the Apache License 2.0, in another form; see NOTICE.  Each line: the name, the page that says so ('' where the list has
none), the accounts.

Names are words: nobody is trusted for having one.

Written by `tests/tables/known_accounts.py`.
"""

# ruff: noqa: E501  # a row is a line

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

READ = "2025-09-17"
TABLE = """\
ADC Application Deployment, ADM Delivery Management|https://docs.citrix.com/en-us/citrix-application-delivery-management-service/hybrid-multi-cloud-deployments/autoscale-for-aws/autoscale-for-aws-configuration.html|835822366011
AWS API Gateway|https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-api-with-vpclink-accounts.html|020402002396 061510835048 109351309407 166639821150 174803364771 195145609632 287228555773 359345898052 392220576650 394634713161 474240146802 507069717855 544388816663 614065512851 631144002099 644042651268 652364314486 718770453195 753362059629 796887884028 798376113853 849137399833 855739686837 968246515281 969236854626
AWS Billing|https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/billing-getting-started.html#step-2|386209384616
AWS CloudTrail|https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-supported-regions.html|034638983726 035351147821 069019280451 086441151436 113285607260 119688915426 187074758985 193415116832 216624486486 262312530599 282025262664 284668455005 388731089494 453052556044 475085895292 492519147666 525921808201 582488909970 585772288577 608710470296 669305197877 681348832753 757211635381 765225791966 814480443879 819402241893 829690693026 859597730677 886388586500 903692715234 977081816279
AWS Commerce Analytics Service|https://docs.aws.amazon.com/marketplace/latest/userguide/commerce-analytics-service.html|452565589796
AWS EKS ECR Repositories|https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html|013241004608 066635153087 151742754352 296578399912 455263428931 491585149902 558608220178 590381155156 602401143452 759879836304 800184023465 877085696533 900612956339 900889452093 918309763551 961992271922
AWS ELB logs|https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-access-logs.html|009996457667 027434742980 033677994240 037604701340 048591011584 054676820928 114774131450 127311923021 156460612806 383597477331 507241528517 582318560864 600734575887 638102146993 652711504416 718504428378 783225319266 797873946194 985666609251
AWS GuardDuty Announcements|https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_sns.html|002991280229 003033775354 030935290150 107430051933 118283430703 129086577509 143972945659 144182107116 188461706213 225965583551 242987662583 378365507264 383009515534 430639793359 436163563069 445632894446 457615622431 464168911255 476419727788 506403581195 529900636122 552740612889 595653072700 646602203151 741172661024 926826061926 934957504740 955633302743 965013871422 973841112453
AWS GuardDuty service accounts|https://docs.aws.amazon.com/guardduty/latest/ug/gdu-service-account-region-list.html|002294850712 009160069308 039163547507 089661699081 124839743349 175877067165 178123968615 247460962669 249472122084 283769539786 310125036783 353488359550 404001805210 447226417196 448721096076 452118225523 480864352451 546914126324 619233833001 652050842985 669213148797 682251015962 693780578038 828603743433 866607715269 867642063380 874749492622 894794104037 913179291432 936182149045 957664736811 977238331021
AWS IP address ranges notifications|https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-ranges.html#subscribe-notifications|806199016981
AWS Log Delivery Service|https://forums.aws.amazon.com/thread.jspa?messageID=629256|858827067514
AWS Redshift logging|https://docs.aws.amazon.com/redshift/latest/mgmt/logging-with-cloudtrail.html|028811157404 041313461515 051362938876 246478207311 297058826802 368064434614 392442076723 398671365691 408097707231 420376844563 434091160558 473191095985 485979073181 553461782468 595013617770 615915377779 623197973179 651179539253 668912161003 694668203235 703715109447 713597048934 764870610256 790247189693 885798887673 945512339897 960118270566
AWS Redshift logs|https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html|053454850223 075028567923 193672423079 210876761215 262260360010 307160386991 361669875840 391106570357 404641285394 660998842044 760740231472 762762565011 865932855811 902366379725 907379612154 915173422425
AlertLogic|https://docs.alertlogic.com/prepare/iam-role-creation.htm#top|230378978437 239734009475 733251395267 857795874556
Anodot|https://support.anodot.com/hc/en-us/articles/360034553113-Enable-Reading-from-the-Kinesis-Stream|340481513670
Anyscale|https://docs.anyscale.com/1.0.0/cloud-deployment/aws/manage-clouds/|525325868955
Aqua|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|978540733285
Archera|https://help.archera.ai/en/articles/5611146-what-is-the-archera-aws-account-id|202754554539 967800896805
Armor Anywhere|https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-partner-providers.html|345186984524 679703615338
Atlas DataLake||962727799805
Atlassian|https://support.atlassian.com/cloud-automation/docs/configure-aws-sns-for-jira-automation/|815843069303
Atmosphere IOT|https://docs.atmosphereiot.com/aws-integration-setup-guide/|966208727603
AttackIQ|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|381031177744
Auth0|https://auth0.com/docs/integrations/aws/sso|951887872838
Axonius.com||405773942477 802876684602 817364327683
Azure Billing Management|https://docs.microsoft.com/en-us/azure/cost-management/aws-integration-manage|432263259397
Azure Sentinel||197857026523
Barracuda Networks|https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-partner-providers.html|151784055945
BigPanda|https://docs.bigpanda.io/docs/etl-sync|103749124141
Bridgecrew|https://bridgecrew.cloud|890234264427
Brightcove|https://support.brightcove.com/using-dynamic-ingest-s3|749779118921
BuildKite (log output)|https://buildkite.com/docs/pipelines/managing-log-output|032379705303
Canonical|https://ubuntu.com/server/docs/cloud-images/amazon-ec2|099720109477
Caveonix|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|631402103377
Census|https://docs.getcensus.com/sources/available-sources/s3|341876425553
CenturyLinkCloud|https://www.ctl.io/knowledge-base/cloud-application-manager/deploying-anywhere/using-your-aws-account/|540339316802
ChaosSearch|https://docs.chaossearch.io/docs/prerequisites|515570774723
Check Point|https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-partner-providers.html|758245563457
Checkpoint Cloudguard|https://supportcenter.checkpoint.com/supportcenter/portal?eventSubmit_doGoviewsolutiondetails=&solutionid=sk159912&partition=Basic&product=CloudGuard|634729597623
Cisco Umbrella|https://docs.umbrella.com/umbrella-user-guide/docs/enable-logging-to-your-own-s3-bucket|568526795995
Claroty|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|015990171708 820923007224 883241448326
Cloud Ranger||558211695259
CloudCheckr|https://support.cloudcheckr.com/cloudcheckr-api-userguide/cloudcheckr-admin-api-reference-guide/|352813966189
CloudConformity|https://github.com/cloudconformity/documentation-api/blob/master/Accounts.md#update-account|717210094962
CloudCraft||968898580625
CloudHiro|https://cloudhiro.com/AWS/AWSRegistrationGuide.php|545334166883
CloudManager for CloudVolumes|https://docs.netapp.com/us-en/cloud_volumes/aws/media/cvs_aws_account_setup.pdf|695990169366
CloudPhysics|https://www.cloudphysics.com/connectaws/|863002038009
CloudWisdom, metricly||270852171095
CloudYali|https://docs.cloudyali.io/docs/connecting_aws|310957700191
CloudZero|https://www.cloudzero.com/hubfs/CloudZero%20Configuration%20Guide%20-%20Automated.pdf|061190967865
Cloudability|https://github.com/edrans/tf-aws-iam-cloudability|165736516723
Cloudaware||814021343637
Cloudera|https://blog.cloudera.com/cloudera-altus-cloud-services-youre-in-control-part-2/|062663104137 387553343826 958145178466
Cloudflare|https://developers.cloudflare.com/logs/logpush/aws-s3|391854517948
Cloudhealth|https://github.com/mozilla/security/blob/master/operations/cloudformation-templates/cloudhealth_iam_role.json|454464851268
Cloudinary|https://support.cloudinary.com/hc/en-us/articles/203276521-How-do-I-allow-Cloudinary-to-read-from-my-private-S3-bucket-|232482882421
Codeshield|https://codeshield-public-templates-production.s3.eu-central-1.amazonaws.com/aws_connect_codeshield.yml|457424274508
Common Room|https://www.commonroom.io/docs/signals/product-usage-integrations/s3/|322919613312
Contrast Security|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|490991382221 763284681916
Convox|https://convox.com/docs/aws-integration|665986001363
CrowdStrike|https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-partner-providers.html|292230061137 517716713836
CyberArk|https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-partner-providers.html|749430749651
Databricks|https://docs.databricks.com/administration-guide/account-settings/aws-accounts.html|414351767826 601306020600 790110701330
Datadog|https://docs.datadoghq.com/integrations/guide/aws-manual-setup/|464622532012 865078226113
Densify|https://www.densify.com/docs/Content/Data_Collection_for_Public_Cloud_Systems/AWS_Data_Collection_Prerequisites_for_an_IAM_Role.htm|036437403198
DisruptOps, Inc.|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|013944500484
DoIt|https://help.doit.com/docs/flexsave/aws/standalone/required-policies|017920819041 068664126052 279843869311 561602220360
Domo|https://knowledge.domo.com/Connect/Connecting_to_Data_with_Connectors/Configuring_Each_Connector/Connectors_for_File_Retrieval/Amazon_S3_AssumeRole_Connector|010251424122 339405024189 622384692065 687132894031
Doppler||299900769157
Drata|https://github.com/drata/terraform-aws-drata-autopilot-role/blob/f774d423a62df3a3dd03008a68c3b3d70b95be33/variables.tf#L1-L5|085540434294 269135526815 809336252980
DuckbillGroup|https://www.lastweekinaws.com/blog/are-aws-account-ids-sensitive-information/|024196225137
EDB Postgres|https://www.enterprisedb.com/edb-docs/d/edb-postgres-ark-platform/user-guides/administrative-users-guide/3.0/EDB_Ark_Administrative_User_Guide.1.20.html|305753120797
Emnify|https://www.emnify.com/datastreamer-integration-into-aws|884047677700
Epsagon|https://docs.epsagon.com/docs/faq|066549572091
Ermetic|https://github.com/ermetic/utilities/blob/main/AWS/ControlTower/cloudformation/ermetic-controltower.yaml|081802104111
Expel|https://registry.terraform.io/modules/expel-io/cloudtrail/aws/latest|012205512454
FireEye|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|264756907367
Fivetran|https://fivetran.com/docs/logs/cloudwatch/setup-guide|834469178297
Flexera|https://github.com/flexera-public/aws-control-tower/blob/1da3eb7d96e6f31cf64fa317d77a3405ac61431f/template/flexeraOptimaAWSControlTower.yaml#L227|451234325714
Forcepoint|https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-partner-providers.html|365761988620
Fortinet|https://fortinetweb.s3.amazonaws.com/docs.fortinet.com/v2/attachments/bf017449-572a-11e9-81a4-00505692583a/forticasb-4.1.0-admin-guide.pdf|854209929931
FoxPass|https://docs.foxpass.com/docs/access-control-integration-with-amazon-ec2|843529240033
Fugue|https://docs.fugue.co/setup.html|057172825058 370134896156 810369035479 944830124550
Funnel|https://help.funnel.io/en/articles/1494351-amazon-s3-bucket-configuration|071303700930
Genys|https://help.mypurecloud.com/articles/create-iam-resources-to-invoke-an-aws-lambda-function/|765628985471
GitLab|https://docs.gitlab.com/ee/solutions/cloud/aws/gitlab_single_box_on_aws.html#official-gitlab-releases-as-amis|782774275127 855262394183 956491294349
Grafana|https://grafana.com/docs/grafana-cloud/integrations/integrations/integration-cloudwatch/|008923505280
Guardicore|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|324264561773
HYCU|https://download.hycu.com/ec/v4.8.0/help/en/HYCU_UserGuide.pdf|787223699828
Hevo|https://docs.hevodata.com/destinations/cloud-storage-based/amazon-s3-destination/|393309748692
Hightouch|https://hightouch.com/docs/security/aws|324528010823
Holori|https://doc.holori.com/Import%20from%20provider/connectaws/|112070389366
Hyperproof|https://docs.hyperproof.io/user/en/hypersyncs/connecting-aws/cross-account-role|030157059230
IBM|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|949680696695
Improvado|https://improvado.io/docs/aws-s3-destination|716309063777
InfoBlox|https://docs.infoblox.com/space/BloxOneDDI/512098335/AWS+-+General|902917483333
JupiterOne|https://github.com/JupiterOne/jupiterone-aws-cloudformation/commit/c9abbbcc3e29474c6605a6f8ace5ec0ff475d3f8|612791702201
KubeCost|https://docs.kubecost.com/v/1.0x/install-and-configure/install/cloud-integration/aws-cloud-integrations/aws-cloud-integration-using-irsa|440082503234
Kustomer|https://help.kustomer.com/en_us/amazon-kinesis-data-streams-rJhIYV2fM|241254095402
Lacework|https://support.lacework.com/hc/en-us/articles/360017546933-Getting-Started|434813966438
LaunchDarkly|https://launchdarkly.com/docs/home/flags/segment-config#expand-creating-the-aws-role|554582317989
LogicMonitor||282028653949
Logz.io||406095609952
Lucidchart|https://lucidchart.zendesk.com/hc/en-us/articles/208018563-Create-an-IAM-User-or-a-Cross-Account-Role-in-AWS-for-Lucidchart|799803075172
MVision ePO|https://docs.mcafee.com/bundle/prod-name-n.n.x-guide-type/page/GUID-9B6E696A-78DA-4F41-A0FC-39699DD39639.html|307653271100
Mackerel|https://mackerel.io/docs/entry/integrations/aws#:~:text=How%20to%20configure%20an%20IAM%20role|217452466226
MadKudu|https://support.madkudu.com/hc/en-us/articles/360036908291-Amazon-S3-Giving-MadKudu-access-to-an-S3-bucket|203796963081
McAfee|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|297986523463
MediaMath|https://apidocs.mediamath.com/reporting/log-level-data-service/overview#data-security-and-authorization|794878508631
Microsoft Purview|https://learn.microsoft.com/en-us/purview/register-scan-amazon-rds|181328463391
MongoDB Atlas|https://github.com/mongodb/mongodbatlas-cloudformation-resources/blob/50e556bb4641ac6baed07a3b3b5bbf28c01d73bc/cfn-resources/datalakes/test/add-policy.json|536727724300
Monte Carlo|https://docs.getmontecarlo.com/docs/create-and-register-an-aws-agent|190812797848
NETSCOUT|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|091741439927
New Relic|https://docs.newrelic.com/docs/integrations/amazon-integrations/get-started/connect-aws-services-infrastructure|017663287629 754728514883
Nirmata|https://nirmata-documentation.readthedocs.io/en/latest/CloudProviders.html|094919933512
Nordcloud|https://docs.klarity.nordcloudapp.com/onboarding-billing/|192799248640
Onelogin|https://onelogin.service-now.com/kb_view_customer.do?sysparm_article=KB0010344|842984801698
OpsLevel|https://docs.opslevel.com/docs/infrastructure|746108190720
Oracle|https://blogs.oracle.com/linux/post/running-oracle-linux-in-public-clouds|131827586825
Orca Security|https://orcasecurity.force.com/s/article/Orca-Scanner-Accounts-for-AWS-Trusted-Entities?topic=Onboarding&subtopic=AWS&article=Orca-Scanner-Accounts-for-AWS-Trusted-Entities|135916806842 463932680998 553950354547 727815099310 784971140435 976280145156
Ottertune|https://docs.ottertune.com/support/kb/articles/49EvgwW7/create-iam-role|691523222388
Ox|https://docs.ox.security/making-connections/aws|351456651185
Palo Alto Networks|https://github.com/terraform-providers/terraform-provider-aws/issues/6674|122442690527
Palo Alto Networks Cortex|https://docs-cortex.paloaltonetworks.com/r/Cortex-XDR/Cortex-XDR-Pro-Administrator-Guide/Create-an-Assumed-Role|006742885340
ParkMyCloud|https://parkmycloud.atlassian.net/wiki/spaces/PMCUG/pages/43876427/Create+an+IAM+Role+in+AWS+for+ParkMyCloud|753542375798
Plerion|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|044642040396 173985203412 588158338731 736689547456
Postman|https://learning.postman.com/docs/designing-and-developing-your-api/deploying-an-api/deploying-an-api-aws/|258201882842
Presidio||118652503430
Prophetstor Federator.ai|https://prophetstor.com/wp-content/uploads/documentation/Federator.ai/Setup%20Guide/Federator.ai%20AWS%20IAM%20Role%20and%20IAM%20Policy%20Setup%20Guide.pdf|635005593121
ProsperOps|https://console.prosperops.com/onboarding|205499583182
QRadar||429269239926
Qleet||983530947477
Qualys|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|438908802199
Qualys AWS EC2 Connector|https://qualys-secure.force.com/discussions/s/question/0D52L00004TnxTqSAJ/aws-ec2-connector-creation-automation|805950163170
Qualys Cloud View|https://qualysguard.qualys.com/qwebhelp/fo_portal/scans/ec2_connector.htm|080595016317 205767712438
Quartzy|https://support.quartzy.com/hc/en-us/articles/12312389576731-Benchling-Integration-Setup-Guide|183060441923
Rackspace|https://manage.rackspace.com/aws/docs/product-guide/patching/ec2/meltdown.html|507897595701 530014582677
Rafay|https://docs.rafay.co/learn/quickstart/som/eks/setup/|781965151837
Rapid7|https://insightvm.help.rapid7.com/docs/aws-connect-to-cloud-configuration-assessment|336818582268
Red Canary|https://help.redcanary.com/hc/en-us/articles/16640944173463-Integrate-Amazon-Web-Services-AWS-with-Red-Canary|823104324086
Red Hat|https://docs.redhat.com/en/documentation/red_hat_openshift_service_on_aws/4/html/prepare_your_environment/rosa-sts-ocm-role|710019948333
Red Hat Hybrid Cloud|https://access.redhat.com/documentation/en-us/hybrid_committed_spend/1-latest/html-single/integrating_amazon_web_services_aws_data_into_hybrid_committed_spend/index|589173575009
RedisCloud|https://redis.io/kb/doc/1yfuezjxdv/migrating-from-elasticache-to-redis-cloud-via-s3-bucket|168085023892
Redlock - PrismaCloud|https://docs.paloaltonetworks.com/prisma/prisma-cloud/prisma-cloud-admin/connect-your-cloud-platform-to-prisma-cloud/onboard-aws/manually-set-up-prisma-cloud-role-for-aws|188619942792 496947949261
Rezonate|https://kb.rezonate.io/core-integrations/aws-integration/aws-required-privileges|787461962774
Rockset|https://docs.rockset.com/documentation/docs/customer-managed-encryption-keys|216690786812 318212636800
RudderStack|https://www.rudderstack.com/docs/destinations/aws-iam-role-for-rudderstack/|422074288268
RunReveal|https://runreveal-public-assets.s3.us-east-2.amazonaws.com/runreveal-cloudformation.yml|253602268883
SSLMate|https://sslmate.com/help/reference/misc#aws_integration|423155938983
SSLMate (Sandbox Site)|https://sslmate.com/help/reference/misc#aws_integration|056196542512
SafeGraph|https://docs.safegraph.com/docs/s3#s3-bucket-configuration|461305247324
SailPoint|https://documentation.sailpoint.com/saas/help/ciem/aws/config/config_aws_manual.html#commercial|874540850173
Salesforce|https://help.salesforce.com/s/articleView?id=sf.voice_ac_iam_role.htm&language=en_US&type=5|793525387755
Scale|https://scale.com/docs/aws-s3|307185671274
Scalr|https://docs.scalr.io/docs/aws|919814621061
Scalyr|https://app.scalyr.com/solutions/import-logs-from-s3|913057016266
SecureCloudDB|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|585459848136
SegmentIO|https://segment.com/docs/destinations/amazon-s3/|107630771604 595280932656
SendSafely|https://sendsafely.zendesk.com/hc/en-us/articles/360028308212-Configuring-your-own-S3-Bucket-for-use-with-SendSafely|371444783282
Serverless|https://www.serverless.com/framework/docs/guides/monitoring/notifications|802587217904
ServiceNow|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|842447150064
SignifAI|https://docs.signifai.io/docs/amazon-web-services|265975144233
Slack EKM|https://slackhq.com/dotcom/dotcom/wp-content/uploads/sites/6/2019/08/Slack-EKM-Implementation-Guide-1.pdf|152659312504 429538831549
Snotra|https://snotra.cloud/about|243001516183
Snowplow|https://docs.snowplow.io/docs/get-started/snowplow-bdp/private-managed-cloud/setup-guide-aws/|793733611312
Snyk|https://support.snyk.io/hc/en-us/articles/360004002418-AWS-Lambda-integration|198361731867 755778135062
Sonrai Security|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|213217834095 380873608913 717025312494
Sophos|https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-partner-providers.html|062897671886
Spacelift|https://docs.spacelift.io/integrations/cloud-providers/aws|324880187172
Splunk|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|112543817624
Spotinst|https://docs.spot.io/connect-your-cloud-provider/first-account/aws-manually|393649089167 627743545735 884866656237 922761411349
StackDriver|https://web.archive.org/web/20150423044518/https://support.stackdriver.com/customer/portal/articles/1491790-setting-up-stackdriver-for-your-aws-account|314658760392
StackGuardian|https://docs.stackguardian.io/docs/connectors/csp/aws|163602625436 476299211833
StarTree|https://dev.startree.ai/docs/get-started-with-startree-cloud/byoc/cloud-provider#create-an-iam-role|819814149250
Starburst|https://docs.starburst.io/starburst-galaxy/security-and-compliance/manage-cluster-connectivity/private-connections/aws-privatelink-for-rds.html|179619298502
Steampipe Cloud|https://cloud.steampipe.io/user/<USER-NAME>/create/connection|316881668097
Stitch|https://www.stitchdata.com/docs/destinations/amazon-s3/connecting-an-amazon-s3-data-warehouse-to-stitch|218546966473
StrongDM|https://www.strongdm.com/docs/admin/logs/log-stream/|910226215634
Summit Route|https://summitroute.com/aws_security_assessments/|393727464233
Sumo Logic|https://help.sumologic.com/03Send-Data/Sources/02Sources-for-Hosted-Collectors/Amazon-Web-Services/Grant-Access-to-an-AWS-Product|926226587429 956882708938
Symantec Cloud Workload Protection|https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-partner-providers.html|754237914691
Sysdig|https://docs.sysdig.com/en/docs/administration/saas-regions-and-ip-ranges/#aws-account-ids|263844535661 761931097553
Tailscale|https://tailscale.com/kb/1255/log-streaming?tab=amazon+s3|891612552178
Tealium|https://docs.tealium.com/early-access/server-side-connectors/databricks-customer-provided-storage-connector/|757913464184
Telestream Cloud|https://docs.telestream.dev/docs/aws-private-cloud|078992246105
Temporal Technologies, Inc.|https://temporal-auditlogs-config.s3.us-west-2.amazonaws.com/cloudformation/iam-role-for-temporal-audit-logs.yaml|160190466495 354116250941 819232936619 829909441867 902542641901
Tenable|https://docs.tenable.com/tenableio/vulnerabilitymanagement/Content/Settings/Connectors_ConfigureAWS_KeylessAutoDiscovery.htm|012615275169 422820575223
Testable|https://docs.testable.io/guides/self-hosted-aws.html|220197662125
TheGlobalSolutions.net||726941830086
ThingSpace|https://thingspace.verizon.com/resources/documentation/cloudconnector/Getting_Started/Streaming_to_AWS/|675479154635
Threat Stack|https://threatstack.zendesk.com/hc/en-us/articles/206006626-AWS-EC2-Integration|896126563706
TigerData|https://docs.tigerdata.com/migrate/latest/livesync-for-s3/|142548018081
Tines|https://www.tines.com/docs/credentials/aws/|825838939522 857223745291
Transcend|https://transcend.io/blog/why-we-built-cli-terraform-provider|829095311197
Trend Micro Cloud One|https://cloudone.trendmicro.com/docs/network-security/api-reference/tag/Notifications/|737318609257
Trend Micro deepsecurity|https://esupport.trendmicro.com/media/13166096/Generate-AWS-Role.pdf|147995105371 862820443276
TrendMicro|https://blog.plerion.com/the-deputy-is-confused-about-aws-security-hub/|124790101291 607237235771 675681123645 811620960246 868324285112
Turbot|https://turbot.com/v5/docs/integrations/aws/import-aws-account|255798382450 287590803701 453761072151
Twingate|https://www.twingate.com/docs/terraform-aws|617935088040
UiPath|https://forum.uipath.com/t/how-to-configure-aws-s3-storage-bucket-log-export-configuration-for-orchestrator-service-in-automation-cloud/506448|983328018169
Upsolver||428641199958
Upwind|https://docs.upwind.io/public/getting-started/connect-cloud-account/aws/v1/organization#run-cloudformation-stackset-template|340457201789
Usage AI|https://cloudopt.usage.ai/onboard|826182721854
VManage|https://www.cisco.com/c/en/us/td/docs/routers/sdwan/configuration/Network-Optimization-and-High-Availability/Network-Optimization-High-Availability-book/b_Network-Optimization-and-HA_chapter_00.html|200235630647
Vanta|https://help.vanta.com/hc/en-us/articles/8451925240980-Connecting-Vanta-AWS-Organization|956993596390
Vectra|https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-partner-providers.html|978576646331
Weave Cloud|https://eksctl.io/|376248598259
Workato|https://docs.workato.com/connectors/s3.html|353360065216
Xi Frame||178591426237
Zencoder|https://support.brightcove.com/using-zencoder-s3|395540211253
Zesty|https://github.com/zesty-co/AWS-Integration/blob/main/Zesty-Minimal-ReadOnly-IAM-Role.json|672188301118
cloudbreak|https://docs.hortonworks.com/HDPDocuments/HDP2/HDP-2.3.0/bk_cldbrk_install/bk_CLBK_IAG/content/clbk_iam_console.html|755047402263
cloudsploit|https://cloudsploit.freshdesk.com/support/solutions/articles/17000008755-connecting-an-aws-account-to-cloudsploit|057012691312
cloudsqueeze|https://app.cloudsqueeze.ai/awsAddAccount|759994998399
dynatrace|https://help.dynatrace.com/monitor-cloud-virtualization-and-hosts/cloud/how-do-i-start-amazon-web-services-monitoring/|509560245411
env0|https://docs.env0.com/docs/aws-costs|913128560467
freshservice|https://support.freshservice.com/support/solutions/articles/207515-creating-a-role-arn-for-integrating-amazon-web-services-aws-in-freshservice|618708667954
globus|https://docs.globus.org/how-to/amazon-aws-s3-endpoints/|328067584297
hava|https://github.com/teamhava/hava-integration-controltower/blob/main/lambda/README.md|281013829959
instaclustr|https://support.instaclustr.com/hc/en-us/articles/226565607-Setting-Up-a-Datacenter-with-EBS-Encryption|624537489435
k9 security|https://www.k9security.io/docs/how-to-configure-k9-access/|139710491120 720226181253 826438284864
kochava|https://support.kochava.com/reference-information/traffic-import-tool|719465667078
mParticle|https://docs.mparticle.com/guides/data-warehouse-sync/|338661164609 386705975570 526464060896 583371261087
nOps|https://help.nops.io/manual_setup|202279780353 727378841472
orbitera|https://support.orbitera.com/support/solutions/articles/147040-add-new-aws-accounts|328676173091
qubole|https://docs.qubole.com/en/latest/user-guide/managing-accounts/aws/iam-roles/override-iam-roles.html|805246085872
redline13|https://www.redline13.com/blog/aws-setup/|635144173025
rev.com|https://www.rev.com/api/s3bucketpolicy|414502572119
signalfx|https://signalfx-product-docs.readthedocs-hosted.com/en/latest/getting-started/send-data.html|134183635603
site24x7||949777495771
skeddly||478299826944
sst.dev|https://github.com/sst/sst/blob/master/packages/sst/src/constructs/NextjsSite.ts|226609089145 232771856781
teraproc||122931797421
unusd.cloud|https://unusd-cloud-saas-prod-artifacts-spoke.s3.eu-west-1.amazonaws.com/spoke-role.yml|398997493752
wpengine|https://wpengine.com/support/configuring-largefs-store-transfer-unlimited-data/|902500896138
ylastic|https://blog.ylastic.com/post/153943542476/iam-role-with-external-id-for-cross-account-access|710193521658
"""


@cache
def names() -> Mapping[str, str]:
    """Account -> the name of its owner."""
    return MappingProxyType({account: name for name, _, accounts in _rows() for account in accounts.split()})


@cache
def pages() -> Mapping[str, str]:
    """The name of an owner -> the page that says which accounts are its own, where there is one."""
    return MappingProxyType({name: page for name, page, _ in _rows() if page})


def _rows() -> list[tuple[str, str, str]]:
    rows = [line.split("|") for line in TABLE.splitlines()]
    return [(name, page, accounts) for name, page, accounts in rows]
