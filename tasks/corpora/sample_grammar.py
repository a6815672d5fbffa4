"""The grammar behind the embedded corpus: requests to a job-search assistant.

A rule lists its alternatives, the most frequent first, one a line or separated by `|`. In an
alternative, `<rule>` is replaced by the rule, `<rule>?` by the rule or nothing, and
`{slot}` by a value that is tagged with the slot; `{slot:rule}` takes the value from another
rule. All other words stand for themselves. All employers are invented.
"""

from __future__ import annotations

import re

GRAMMAR = {
    # ---- Sentences -----------------------------------------------------------------------
    "utterance": """
        <request>
        <opening> <request>
        <request> <closing>
        <request> <and> <request>
        <opening> <request> <closing>
        <fragment>
        <opening>? <request> <and> <request> <closing>?
        <request> <and> <request> <and> <request>
        <opening> <request> <because> <reason>
        <reason> <so> <request>
        <reason> <so> <request> <and> <request> <closing>?
        <opening>? <request> <and> <request> <and> <request> <and> <request> <closing>?
    """,
    "request": """
        <find>
        <pay>
        <skills>
        <apply>
        <interview>
        <alert>
        <compare>
        <terms>
        <move>
        <profile>
        <employers>
        <training>
        <visas>
        <correction>
    """,
    "opening": """
        please | hi | ok | hello there | hey | i need help | um | ok so | excuse me
        good morning | right | one question | sorry to bother you but | quick question
        if you do not mind | one more thing | well | actually | thanks for that now
    """,
    "closing": """
        please | thanks | ? | thank you | for me | if possible | right now | asap | . | !
        thanks a lot | when you have a moment | if that is ok | as soon as you can | cheers
        or something like that | i would be grateful | no rush
    """,
    "and": """
        and | then | and also | and then | but | or | , and | after that | plus | as well as
        while you are at it | and if there is nothing | otherwise | once that is done
    """,
    "because": "because | since | as | now that | given that",
    "so": "so | , | , so | and so | therefore | which is why",
    "reason": """
        i live in {city}
        i have {experience} of experience
        i know {skill} and {skill}
        i just finished my {degree}
        i speak {language}
        my contract with {employer} ends {date}
        i lost my job at {employer}
        i work as a {job_title} at {employer}
        my {language} is poor
        i can only work {schedule}
        i am tired of {industry}
        i was a {job_title} for {experience}
        my partner got a job in {city_to:city}
        i earn {salary_amount:amount} {pay_period} now
        my permit runs out {date}
        i have got {certificate} but no {degree}
    """,
    "fragment": """
        yes | {job_title} | help | no | {city} | thanks | {skill} | next | stop | {job_title} {city}
        hello | {employer} | {schedule} | more | {date} | {salary_amount:amount} | {employment}
        {skill} {city} | {seniority} {job_title} | {date} {time} | never mind | {language}
        {salary_from:amount} to {salary_to:amount} | back | {industry} {city} | {experience}
        {benefit} | {certificate}
    """,
    # ---- Requests ------------------------------------------------------------------------
    "find": """
        find {job_title} jobs in {city}
        <show> {job_title} jobs
        <show> {job_title} vacancies in {city}
        <show> {schedule} {job_title} jobs
        i am looking for a job as a {job_title} in {city}
        <show> jobs at {employer}
        any {seniority} {job_title} openings in {city}
        <show> {employment} {job_title} jobs in {city}
        what {skill} jobs are there in {city}
        <show> {job_title} jobs with {skill}
        <show> {job_title} roles paying at least {salary_amount:amount}
        who is hiring {job_title:job_titles} in {city} <when>?
        <show> {job_title} jobs at {employer} in {city}
        <show> jobs in {industry} for someone with {experience} of experience
        i want a {seniority} {job_title} position at {employer}
        <show> {job_title} jobs from {salary_from:amount} to {salary_to:amount} {currency}
        is there work for a {job_title} who knows {skill} and {skill}
        <show> {job_title} jobs within {distance} of {city}
        <show> {employment} work in {city} without experience
        <show> anything new since {date} for {job_title:job_titles} in {city}
        jobs that need {skill} , {skill} and {skill}
        <show> {language} speaking {job_title} jobs in {city}
        <show> {job_title} jobs at a company with {company_size}
        <show> {schedule} jobs in {industry} with {benefit}
        <show> {job_title} jobs between {salary_from:amount} and {salary_to:amount} {pay_period}
        does {employer} in {city} still need {job_title:job_titles}
        <show> only jobs that ask for {experience} or less
        {skill} or {skill} , {city} or {city} , {schedule}
        <show> {job_title} jobs that do not need a {degree}
        anything in {city} that is {schedule} and not {industry}
        <show> {industry} jobs where {language} is enough
        not {job_title} but {job_title}
        <show> {seniority} roles with {certificate} in {industry}
    """,
    "pay": """
        how much does a {job_title} earn in {city}
        what is the salary of a {job_title}
        what does {employer} pay a {job_title}
        average pay for a {seniority} {job_title} in {city}
        how much is a {job_title} with {experience} of experience worth
        is {salary_amount:amount} {pay_period} good for a {job_title} in {city}
        can i ask for {salary_amount:amount} {currency} {pay_period}
        how much more would i earn with {skill}
        is {salary_amount:amount} too little for {experience} of {skill}
        what do {job_title:job_titles} earn {pay_period} in {industry}
        do {employer} pay more than {employer}
        salary of a {job_title} who knows {skill} in {city}
        is {salary_from:amount} to {salary_to:amount} {currency} realistic for a {job_title}
        what would a {degree} add to my pay
        they offered me {salary_amount:amount} {pay_period} plus {benefit}
        {employer} offered {salary_amount:amount} but i want {salary_to:amount}
        how much does {certificate} add to {salary_amount:amount} {currency}
        pay of {job_title:job_titles} in {currency}
        from {salary_from:amount} up to how much can a {job_title} go
        does working {schedule} in {city} cost me money
    """,
    "skills": """
        what skills does a {job_title} need
        should i learn {skill} or {skill}
        which skills go with {skill}
        is {skill} enough to become a {job_title}
        what should a {job_title} learn after {skill}
        how long does it take to learn {skill}
        do i need {skill} to work at {employer}
        which {skill} skills does {employer} ask for
        what do {seniority} {job_title:job_titles} know that i do not
        i know {skill} , {skill} and {skill} , what is missing
        is {skill} still wanted in {city}
        how good must my {language} be for a {job_title} in {city}
        what is the difference between a {job_title} and a {job_title}
        can i move from {job_title} to {job_title}
        is {skill} useful in {industry}
        i used {skill} for {experience} , what else do i need
        rank {skill} , {skill} and {skill} by demand
        does {skill} matter more than a {degree}
    """,
    "apply": """
        apply for the {job_title} job at {employer}
        send my cv to {employer}
        apply to all {job_title} jobs in {city}
        apply for this one
        apply to {employer} before {date}
        withdraw my application to {employer}
        did {employer} answer my application
        write a cover letter for the {seniority} {job_title} role at {employer}
        what happened to my {job_title} application from {date}
        tell {employer} that i can start {date}
        say that i expect {salary_amount:amount} {pay_period}
        mention my {skill} and my {experience} at {employer}
        accept the offer of {employer} if they add {benefit}
        send {employer} my {degree} and my {certificate}
        ask {employer} for {salary_to:amount} instead of {salary_from:amount}
        turn {employer} down because of the {schedule} hours
    """,
    "interview": """
        schedule an interview with {employer} {date}
        book an interview {date} at {time}
        move my interview with {employer} to {date} at {time}
        when is my interview
        cancel the interview {date}
        am i free {date} at {time} for {employer}
        prepare me for a {job_title} interview
        what does {employer} ask {job_title:job_titles} about {skill}
        remind me of the interview at {employer} {date} at {time}
        is {time} {date} fine for {employer}
        put the {employer} call between {time} and {time} {date}
        can we do it {date} or {date} instead
        not before {time} and not in {city}
        who from {employer} calls me at {time}
        how far is the {employer} office in {city} , more than {distance}
    """,
    "alert": """
        set an alert for {job_title} jobs in {city}
        tell me about new {job_title} jobs
        notify me when {employer} is hiring
        send me {schedule} {job_title} jobs every {date:day}
        stop the alert for {city}
        alert me if a {job_title} job pays over {salary_amount:amount}
        email me {industry} jobs at {time}
        tell me when {skill} is wanted within {distance} of {city}
        change my alert from {city_from:city} to {city_to:city}
        change my alert from {salary_from:amount} to {salary_to:amount}
        mute {employer} until {date}
        wake me at {time} if {employer} posts a {seniority} {job_title} job
    """,
    "compare": """
        compare {city} and {city} for a {job_title}
        is it better to work in {city} or {city}
        compare {employer} with {employer}
        compare salaries in {city} and {city}
        which city has more {job_title} jobs , {city} or {city}
        compare {job_title} and {job_title} in {industry}
        what is {salary_amount:amount} in {city_from:city} worth in {city_to:city}
        is {schedule} at {employer} better than {schedule} at {employer}
        compare {certificate} with {certificate}
        {city} , {city} , {city} : where do {job_title:job_titles} live best
    """,
    "terms": """
        does {employer} offer {benefit}
        is the {job_title} job {schedule}
        is it {employment}
        <show> jobs with {benefit} and {benefit}
        can i work {schedule} at {employer}
        how many people work at {employer} , more than {company_size}
        is {benefit} usual in {industry}
        i only want {employment} , {schedule} and {benefit}
        can i change from {employment} to {employment} after {experience}
        does a {employment} contract in {city} come with {benefit}
        do they work from {time} to {time}
        {employer} has {company_size} , is that too many
    """,
    "move": """
        i want to move from {city_from:city} to {city_to:city}
        find {job_title} jobs in {city_to:city} , i am in {city_from:city}
        i am leaving {city_from:city} for {city_to:city} {date}
        is there {benefit} if i come to {city_to:city}
        how far is {city_to:city} from {city_from:city}
        does {employer} pay my way from {city_from:city}
        trains from {city_from:city} to {city_to:city} before {time}
        can a {job_title} from {city_from:city} find work in {city_to:city}
    """,
    "profile": """
        add {skill} to my profile
        i have {experience} of experience in {skill}
        i speak {language} and {language}
        remove {skill} from my cv
        change my city to {city}
        i have a {degree} in {skill}
        i got my {certificate} {date}
        set my minimum to {salary_amount:amount}
        add my time at {employer} from {date} to {date}
        i worked at {employer} for {experience} as a {job_title}
        i am a {seniority} {job_title} , not a {seniority} one
        my {language} is good but my {language} is not
        i will not go further than {distance}
    """,
    "employers": """
        who are the best employers in {city}
        tell me about {employer}
        is {employer} a good place for a {job_title}
        <show> {industry} companies in {city}
        which companies in {city} have {company_size}
        is {employer} in {industry} or {industry}
        <show> firms like {employer} but with {company_size}
        is {employer} leaving {city_from:city}
    """,
    "training": """
        find a {skill} course in {city}
        where can i get {certificate}
        do i need a {degree} to be a {job_title}
        is {certificate} worth {salary_amount:amount}
        <show> evening classes in {language} {date}
        how many months for {certificate} if i know {skill}
        which is better , a {degree} or {experience} of work
        can i do a {degree} {schedule}
    """,
    "visas": """
        does {employer} sponsor a {visa}
        <show> {job_title} jobs in {city} with a {visa}
        i have a {visa} until {date}
        can i work {schedule} on a {visa}
        how long does a {visa} take in {city_to:city}
        do {employment} jobs count for a {visa}
    """,
    "correction": """
        no i meant {city}
        not {city} , {city}
        i said {salary_amount:amount} not {salary_amount:amount}
        sorry {employer} not {city}
        make that {time}
        {date} not {date}
        i mean the language {language} not {skill}
    """,
    "show": """
        show me | find | list | search for | i need | look for | are there | get me | i want
        give me | what are the | let us see | pull up | any
    """,
    "when": "now | these days | {date} | this year",
    # ---- Values --------------------------------------------------------------------------
    "job_title": """
        developer | data analyst | nurse | <skill> developer | accountant | <field> engineer
        teacher | <field> manager | driver | <field> analyst | software engineer | waiter
        <language> teacher | designer | data scientist | project manager | sales assistant
        <skill> engineer | chef | electrician | <field> assistant | cook | tester | welder
        <field> consultant | translator | warehouse worker | recruiter | plumber | lawyer
        <language> translator | pharmacist | head of <field> | cleaner | receptionist | editor
        product owner | <field> specialist | barista | architect | dentist | security guard
        firmware developer | carer | journalist | <field> intern | night nurse | truck driver
        system administrator | librarian | surveyor | baker | <skill> trainer | bus driver
        scrum master | office manager | machine learning engineer | actuary | midwife
        <field> director | vet | technical writer | gardener | photographer | call centre agent
        chief of staff | quantity surveyor | copywriter | beekeeper | crane operator | florist
        hotel night manager | ux researcher | town planner | lab technician | sound engineer
    """,
    "job_titles": """
        developers | nurses | data analysts | drivers | teachers | accountants | engineers
        <field> managers | <skill> developers | designers | chefs | electricians | welders
        <language> teachers | plumbers | lawyers | <field> consultants | testers | bakers
        truck drivers | data scientists | carers | editors | vets | crane operators
    """,
    "field": """
        sales | data | marketing | finance | network | quality | process | security | test
        product | logistics | design | support | civil | research | mechanical | energy
        purchasing | hospital | cloud | tax | risk | railway | audio | mining | event
    """,
    "skill": """
        python | excel | sql | java | sales | design | english | driving | accounting | linux
        docker | cooking | marketing | c++ | project management | machine learning | teaching
        javascript | statistics | spark | welding | french | r | writing | power bi | react
        german | go | customer service | sap | nursing | first aid | photoshop | testing
        kubernetes | negotiation | spring | data analysis | public speaking | c | spanish
        autocad | bookkeeping | forklift driving | git | figma | tax law | rust | leadership
        time management | arabic | deep learning | stm32 | baking | cloud security | swift
        assembly | tableau | risk analysis | translation | matlab | copy editing | fortran
        <field> planning | event planning | ruby on rails | web design | sign language | scala
        plastering | wound care | go to market strategy | sewing | computer vision | cobol
    """,
    "city": """
        london | berlin | paris | madrid | new york | leeds | oslo | york | milan | boston
        san francisco | vienna | dublin | lyon | warsaw | los angeles | cologne | cork | rome
        prague | toronto | bath | new delhi | porto | hamburg | lisbon | geneva | nice | reading
        kansas city | hull | cape town | nairobi | lima | the hague | salem | perth | orlando
        mobile | split | essen | buenos aires | krakow | derby | st gallen | victoria | cairo
        newcastle upon tyne | florence | phoenix | mexico city | gdansk | lincoln | austin
        bergen | são paulo | ulm | charlotte | aix en provence | graz | sandwich | kuala lumpur
        bolton | stoke on trent | ghent | york county | malmö | kyoto | valencia | santa fe
    """,
    "employer": """
        novabank | <city> <business> | brightpath | <surname> and sons | <surname> <business>
        orange tree | <city> university | the <city> hospital | quantora | bluefin <business>
        <surname> and <surname> | northwind <business> | city of <city> | halvorsen
        first <business> of <city> | <day> <business> | kestrel | <field> works | teamleaf
        <surname> brothers | python house | red door <business> | may and <surname> | senior care
        <language> <business> group | castellane | <city> and <city> railways | ninety nine
        seven hills <business> | <surname> | java cafe | mosaic | green <field> partners | ox
        the school of <skill> | part time people | 24 hour <business> | remote <business>
    """,
    "business": """
        bank | robotics | foods | airlines | logistics | media | energy | labs | insurance
        software | motors | clinics | books | hotels | steel | breweries | farms | toys
    """,
    "surname": """
        miller | okafor | lindqvist | baker | rossi | cook | dubois | young | kowalski | london
        french | taylor | ito | paris | fernandes | masters | driver | england | haddad | day
    """,
    "amount": """
        <k> | <thousands> 000 | <thousands> k | <hundreds> | <rate> | <thousands> thousand
        <hundreds> <hundreds> | half a million | 1.5 million | six figures | a hundred
    """,
    "thousands": """
        50 | 40 | 60 | 30 | 80 | 100 | 70 | 45 | 90 | 35 | 25 | 120 | 55 | 65 | 20 | 75 | 150
        48 | 110 | 32 | 85 | 95 | 28 | 38 | 200 | 52 | 18 | 130 | 42 | 67 | 73 | 81 | 250 | 99
    """,
    "k": """
        50k | 40k | 60k | 30k | 80k | 100k | 70k | 45k | 90k | 35k | 25k | 120k | 55k | 65k | 20k
        75k | 150k | 48k | 110k | 32k | 85k | 95k | 28k | 38k | 200k | 52k | 18k | 130k | 42k
    """,
    "hundreds": """
        500 | 2000 | 3000 | 1500 | 800 | 2500 | 1000 | 4000 | 600 | 1800 | 5000 | 900 | 3500
        50000 | 60000 | 45000 | 2200 | 1200 | 70000 | 38000 | 450 | 84000 | 120000 | 6300
    """,
    "rate": "20 | 15 | 30 | 12 | 25 | 18 | 40 | 50 | 10 | 22 | 35 | 60 | 11 | 100 | 9 | 75",
    "currency": "euros | dollars | pounds | eur | usd | francs | kroner | roubles | yen | zloty",
    "pay_period": """
        a year | an hour | a month | per year | per hour | per month | a day | monthly | yearly
        a week | annually | hourly | per day | before tax | after tax | net | gross | an evening
    """,
    "experience": """
        <few> years | one year | 5+ years | 3+ years | <few> months | a year | ten years
        many years | more than <few> years | <few> to <few> years | half a year | a decade
        over a decade | <few> seasons | less than a year | twenty years | about <few> years
        two semesters
    """,
    "few": "3 | 2 | 5 | two | three | 10 | 4 | five | 6 | 7 | 12 | 15 | 8 | six | 20 | 30 | eleven",
    "schedule": """
        remote | from home | full time | hybrid | nights | weekends | flexible | evenings | shifts
        remotely | on site | mornings | four days a week | two days from home | school hours
        <day> to <day> | every other weekend | 20 hours a week | early shifts | rotating shifts
        9 to 5 | on call | 40 hours | term time only | from monday to friday | split shifts
    """,
    "employment": """
        part time | full time | permanent | freelance | temporary | contract | seasonal
        internship | apprenticeship | fixed term | summer | self employed | zero hours | trainee
        volunteer | job share | temp to perm | casual
    """,
    "degree": """
        degree | master | bachelor | phd | diploma | master of science | mba | doctorate
        bachelor in <field> | high school diploma | master in <skill> | law degree | licence
        bachelor of arts | nursing degree | foundation degree | teaching diploma | a levels
    """,
    "language": """
        english | german | french | spanish | italian | polish | dutch | portuguese | russian
        arabic | swedish | chinese | japanese | turkish | swiss german | norwegian | greek
        ukrainian | hindi | sign language | brazilian portuguese | welsh | catalan | swahili
    """,
    "date": """
        tomorrow | on <day> | next week | today | <day> | next <day> | next month | this week
        on the <nth> | in <month> | <month> <nth> | the <nth> of <month> | this <day>
        on <day> the <nth> | last <day> | <few> days ago | in two weeks | yesterday | this summer
        the day after tomorrow | the first of <month> | next spring | last year | in 2019
        the end of <month> | a week on <day> | new year | <few> weeks from <day> | easter
    """,
    "day": "monday | friday | tuesday | wednesday | thursday | saturday | sunday | weekday",
    "month": """
        may | june | september | january | march | october | april | august | july | february
        december | november
    """,
    "nth": """
        1st | 15th | first | 3rd | 10th | 2nd | 20th | 5th | 12th | 30th | second | 21st | 7th
        third | 4th | 17th | 23rd | 31st | 28th | twelfth
    """,
    "time": """
        <hour> am | <hour> pm | noon | <clock> | <hour> | <hour> o'clock | <clock> pm | midday
        half past <hour> | lunch time | <clock> am | quarter to <hour> | the evening | midnight
        the morning | twenty past <hour> | dawn
    """,
    "clock": """
        10:30 | 9:30 | 2:30 | 11:00 | 3:15 | 14:00 | 8:45 | 4:30 | 1:15 | 16:30 | 10:15 | 12:30
        9:00 | 13:45 | 5:30 | 17:00 | 7:20 | 11:45
    """,
    "hour": "10 | 9 | 2 | 3 | 11 | 8 | 4 | 5 | 1 | ten | 12 | nine | 6 | two | 7 | three | eleven",
    "industry": """
        it | finance | healthcare | education | marketing | retail | construction | sales
        hospitality | logistics | insurance | agriculture | gaming | the public sector | energy
        real estate | fashion | the car industry | food processing | consulting | aviation
        publishing | renewable energy | mining | sport | film and television | textiles | defence
    """,
    "benefit": """
        health insurance | a company car | a pension | free lunch | bonuses | childcare | a bonus
        relocation help | paid leave | training | unpaid leave | a gym | stock options | housing
        a travel card | dental | four weeks of holiday | free parking | a laptop | a moving bonus
        language classes | maternity leave | a sabbatical | student loan help | free coffee | dogs
    """,
    "seniority": """
        senior | junior | entry level | lead | mid level | head | graduate | principal | trainee
        chief | middle | deputy | executive | staff | experienced | assistant | first line
    """,
    "certificate": """
        driving licence | pmp | aws certificate | cpa | cisco certificate | <skill> certificate
        first aid certificate | ielts | c1 | itil | forklift licence | acca | scrum certificate
        six sigma | gas safe card | toefl | cfa level <hour> | food hygiene certificate | b2
        <language> certificate | prince2 | hgv licence | level 3 in <field>
    """,
    "company_size": """
        <hundreds> employees | <rate> people | fewer than <rate> employees | a small team
        over <hundreds> staff | <rate> to <hundreds> people | thousands of people | a few people
        more than <few> offices | <few> founders | no managers
    """,
    "distance": """
        <rate> miles | <rate> km | <few> miles | an hour | <rate> minutes | walking distance
        half an hour | <rate> kilometres | cycling distance | two stops | <few> km | a bus ride
    """,
    "visa": """
        work visa | visa | work permit | student visa | blue card | h1b | skilled worker visa
        tier 2 visa | residence permit | working holiday visa | green card | settled status
    """,
}


def alternatives(text: str) -> tuple[str, ...]:
    """The alternatives of a rule, in the order in which they are written."""
    return tuple(part.strip() for part in re.split(r"[|\n]", text) if part.strip())


RULES = {name: alternatives(text) for name, text in GRAMMAR.items()}
