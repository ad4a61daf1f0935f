/** meanings: what attribute types are called that hold a SCIM attribute, in the languages of twenty-year-old directories. */
import { urn } from '../scim/urn.ts'
import type { Look } from './look.ts'

const list = (words: string): readonly string[] => words.split(/\s+/)

/** Types of the standard schemas (RFC 4519, 4524, 2798, 2307) that mean one thing only, whatever they sound like. */
export const plainTypes: ReadonlySet<string> = new Set(
  list(
    'businesscategory description roomnumber carlicense destinationindicator internationalisdnnumber l st street c co postalcode postaladdress postofficebox physicaldeliveryofficename preferreddeliverymethod registeredaddress searchguide serialnumber telexnumber teletexterminalidentifier x121address dc host info drink documentauthor homepostaladdress organizationalstatus buildingname uniqueidentifier audio usersmimecertificate userpkcs12 gecos loginshell homedirectory uidnumber gidnumber initials secretary seealso',
  ),
)

export interface Meaning {
  /** SCIM path of a single value. */
  readonly path: string
  /** Without blanks, accents and capitals; standard names among them. */
  readonly names: readonly string[]
  /** What means it only where nothing better is there. */
  readonly weak?: readonly string[]
  /** What its values can look like. */
  readonly looks: readonly Look[]
  /** A number or name of one person: values that many share are something else. */
  readonly isOwn?: true
}

const texts: readonly Look[] = ['text', 'integer', 'language']
const numbers: readonly Look[] = ['text', 'integer', 'phone']
const enterprise = (name: string) => `${urn.enterpriseUser}:${name}`

export const meanings: readonly Meaning[] = [
  {
    path: 'name.familyName',
    names: list(
      'sn surname familyname lastname nachname familienname nomdefamille nomfamille apellidos cognome achternaam',
    ),
    weak: list('nom nomusuel apellido name'),
    looks: texts,
  },
  {
    path: 'name.givenName',
    names: list('givenname gn firstname forename vorname prenom nombre voornaam'),
    weak: list('nome prenomusuel'),
    looks: texts,
  },
  { path: 'name.middleName', names: list('middlename secondname zweitervorname deuxiemeprenom'), looks: texts },
  {
    path: 'name.honorificPrefix',
    names: list(
      'personaltitle honorificprefix nameprefix salutation anrede akademischertitel academictitle civilite grad tratamiento trattamento aanhef titulatuur aanspreekvorm tytul',
    ),
    weak: list('titel title'),
    looks: ['honorific'],
  },
  {
    path: 'name.honorificSuffix',
    names: list('generationqualifier honorificsuffix namesuffix namenszusatz'),
    looks: texts,
  },
  {
    path: 'displayName',
    names: list('displayname anzeigename nomaffiche nomaffichage afficheur schermnaam'),
    looks: ['text'],
  },
  {
    path: 'nickName',
    names: list('nickname edupersonnickname knownas preferredname spitzname rufname surnom roepnaam'),
    looks: texts,
  },
  {
    path: 'profileUrl',
    names: list(
      'labeleduri homepage webpage website profileurl personalurl wwwhomepage siteweb pageweb pagepersonnelle',
    ),
    weak: list('url www'),
    looks: ['uri'],
  },
  {
    path: 'title',
    names: list(
      'title jobtitle position jobposition dienstbezeichnung amtsbezeichnung funktion fonction jobfunction stellenbezeichnung berufsbezeichnung poste emploi cargo functietitel stelle beruf puesto qualifica mansione functie functienaam',
    ),
    weak: list('function titre occupation'),
    looks: texts,
  },
  {
    path: 'userType',
    names: list(
      'employeetype usertype persontype employmenttype contracttype personentyp mitarbeitertyp benutzertyp typepersonne typecontrat edupersonprimaryaffiliation primaryaffiliation personalkategorie mitarbeiterart vertragsart empclass empgroup empcategory employeeclass employeegroup employeecategory staffcategory personnelcategory tipoempleado tipopersona tipopersonal vinculacion dienstverband soortmedewerker medewerkertype contractvorm tipocontrato',
    ),
    weak: list('category kategorie categorie population statut art typ type'),
    looks: texts,
  },
  {
    path: 'preferredLanguage',
    names: list(
      'preferredlanguage language languagecode sprache sprachcode korrespondenzsprache langue idioma lingua taal',
    ),
    weak: list('lang'),
    looks: ['language', 'text'],
  },
  { path: 'locale', names: list('locale usersetlocale gebietsschema'), looks: ['language', 'text'] },
  { path: 'timezone', names: list('timezone zeitzone fuseauhoraire tijdzone'), looks: ['text'] },
  {
    path: 'externalId',
    names: list('externalid externalidentifier sourceid importid scimexternalid'),
    weak: list('globalid hrmid hrid hrisid uniqueid edupersonuniqueid personid identityid'),
    looks: ['text', 'integer'],
    isOwn: true,
  },
  {
    path: enterprise('employeeNumber'),
    names: list(
      'employeenumber employeeid staffnumber staffid staffno personnelnumber personnelno personalnummer personalnr persnr pernr matricule numeroagent mitarbeiternummer mitarbeiternr badgenumber workforceid payrollnumber personeelsnummer persoonsnummer numeroempleado numempleado numeropersonal matricola numeromatricola',
    ),
    weak: list(
      'badge clockcard personid personnumber studentnumber studentid matrikelnummer matrikelnr matriculationnumber numetudiant numeroetudiant customernumber customerid customerno kundennummer kundennr numeroclient',
    ),
    looks: numbers,
    isOwn: true,
  },
  {
    path: enterprise('costCenter'),
    names: list(
      'costcenter costcentre kostenstelle centrecout centredecout centrecouts centrodecosto kostenplaats costcode costunit costobject kostentraeger codeanalytique centrocoste centrocostes centrodecostes centrodecoste centrodicosto kostendrager',
    ),
    weak: list('kst'),
    looks: numbers,
  },
  {
    path: enterprise('organization'),
    names: list(
      'o organizationname organization organisation company companyname firma unternehmen societe entreprise legalentity employer etablissement einrichtung hochschule universite empresa bedrijf gesellschaft organismo entidad ente organisatie werkgever entiteit entita',
    ),
    weak: list('institution customer kunde'),
    looks: texts,
  },
  {
    path: enterprise('division'),
    names: list(
      'division businessunit sparte bereich geschaeftsbereich geschaftsbereich unternehmensbereich faculty fakultaet fakultat faculte directiongenerale pole consejeria direcciongeneral direzione divisie bedrijfsonderdeel',
    ),
    weak: list('sector secteur direction branch'),
    looks: texts,
  },
  {
    path: enterprise('department'),
    names: list(
      'departmentnumber department departmentname dept abteilung departement departamento afdeling institut institute orgunit organisationseinheit',
    ),
    weak: list('ou service unit team section laboratoire'),
    looks: numbers,
  },
]

/** Where a SCIM reference to a person is a DN of a person. */
export const managerNames = list(
  'manager supervisor linemanager managerdn reportsto vorgesetzter vorgesetzte chef leiter responsable responsablehierarchique superieur superieurhierarchique boss jefe manageruid superior leidinggevende capo',
)

/** Of a list: what its attribute types are called, and the `type` of the elements in each; the first that fits. */
export interface ListMeaning {
  readonly path: string
  readonly looks: readonly Look[]
  /** Besides the look. None: the look is enough. */
  readonly names: readonly string[]
  /** What looks alike and is not meant. */
  readonly not: readonly string[]
  readonly types: readonly (readonly [as: string, names: readonly string[]])[]
  readonly otherwise: string
}

export const listMeanings: readonly ListMeaning[] = [
  {
    path: 'emails',
    looks: ['address'],
    names: [],
    not: list(
      'principalname principal uid login forward forwarding routing destination autoreply owner maildrop redirect username sender recipient jid jabber xmpp sip im skype weiterleitung transfert redirection doorsturen reenvio inoltro affiliation uniqueid sipaddr sipaddress sipuri priv privat private prive perso personal privemail personale particular',
    ),
    types: [
      [
        'other',
        list(
          'alternate alternateaddress alias aliases alternative other second secondary recovery localaddress backup kontakt rescue secours',
        ),
      ],
    ],
    otherwise: 'work',
  },
  {
    path: 'phoneNumbers',
    looks: ['phone', 'integer'],
    names: list(
      'phone telephone telephonenumber phonenumber tel telefon telefonnummer fax facsimile telefax telecopie mobile mobil handy gsm portable cell cellphone pager durchwahl rufnummer natel festnetz poste',
    ),
    not: list(
      'list type code oncall emergency notfall bereitschaft pikett urgence astreinte assistant secretary sekretariat',
    ),
    types: [
      ['fax', list('fax facsimile telefax telecopie telefaxnummer faxnummer')],
      ['pager', list('pager funkruf')],
      ['home', list('home priv privat private prive domicile perso personal')],
      ['mobile', list('mobile mobil handy gsm portable cell cellphone natel')],
    ],
    otherwise: 'work',
  },
]

/** Lists of texts, each in one attribute type. */
export const textLists: readonly { readonly path: string; readonly names: readonly string[] }[] = [
  {
    path: 'entitlements',
    names: list(
      'edupersonentitlement entitlement entitlements berechtigung berechtigungen allowedservice allowedservices authorizedservice privilege privileges permission permissions droits autorisation autorizacion autorizaciones permisos autorisatie autorisaties rechten toegang accessright accessrights autprofiel berechtigungsprofil profil profile',
    ),
  },
  {
    path: 'roles',
    names: list(
      'edupersonaffiliation role roles rolle rollen affiliation affiliations userrole ruolo rol ruoli perfil perfiles profielen',
    ),
  },
]

/** What says whether somebody is active, and which of its values mean what. */
export const statusNames = list(
  'status accountstatus employeestatus userstatus loginstatus mailstatus active isactive aktiv enabled isenabled disabled isdisabled locked islocked inactive gesperrt deaktiviert suspended etat etatcompte statut zustand kontostatus personalstatus beschaeftigungsstatus beschaftigungsstatus inetuserstatus inactif desactive situacion situacionlaboral estado estadocuenta stato statoaccount statuscode dienststatus accountactief actief activo habilitado indienst accstat acctstat accstatus acctstatus',
)
export const activeWords = list(
  'a active aktiv actif activo attivo actief enabled enable true yes y ja oui 1 on ok current employed hired open present aktuell beschaeftigt beschaftigt angestellt angemeldet valid normal live ouvert en_poste enposte servicioactivo alta inservizio indienst s si',
)
export const inactiveWords = list(
  'i inactive inaktiv inactif inactivo inattivo inactief l left leaver disabled disable false no n nein non 0 off locked lock gesperrt suspended suspend terminated retired deleted closed expired blocked deaktiviert desactive ausgeschieden ausgetreten parti sorti sortie retraite ehemalig former dismissed ferme cancelled canceled gekuendigt gekundigt deactivated departed exmatrikuliert g x baja bloqueado suspendido jubilado excedencia cesado cessato sospeso uitdienst geblokkeerd gepensioneerd vertrokken',
)
/** Names of which a true value means that somebody is not active. */
export const negativeNames = list(
  'disabled isdisabled locked islocked inactive gesperrt deaktiviert suspended inactif desactive',
)
