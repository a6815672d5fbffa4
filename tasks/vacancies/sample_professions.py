"""The professions of the embedded vacancies: what they are called, need, do and earn.

Lists name the most frequent first, one a line or separated by `|`; the stacks of a profession,
which are skills that go together, are separated by `;`. Figures are made up for the sample.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


def alternatives(text: str) -> tuple[str, ...]:
    """The alternatives of a list, in the order in which they are written."""
    return tuple(part.strip() for part in re.split(r"[|\n]", text) if part.strip())


@dataclass(frozen=True, slots=True)
class Profession:
    """A profession of the sample.

    Attributes
    ----------
    pay
        Thousands of net roubles a month after one to three years.
    growth
        How strongly experience pays: 0 not at all, 1 as much as it does anywhere.
    experience, schedule, employment
        Weights of the categories, in the order of the constants in `vacancy`.
    queries
        Searches that find it, its own one first; others may share the later ones.
    core, stacks
        Skills that all its vacancies draw from, and groups of which one or two are drawn from.
    duties
        What one does all day; `{gen}` and `{ins}` are skills in the genitive and instrumental.
    """

    pay: int
    growth: float
    experience: tuple[int, ...]
    schedule: tuple[int, ...]
    employment: tuple[int, ...]
    titles: tuple[str, ...]
    queries: tuple[str, ...]
    core: tuple[str, ...]
    stacks: tuple[tuple[str, ...], ...]
    duties: tuple[str, ...]

    @property
    def name(self) -> str:
        """The search of its own."""
        return self.queries[0]


def _profession(
    pay: int, growth: float, odds: str, *,
    titles: str, queries: str, core: str, stacks: str, duties: str,
) -> Profession:  # fmt: skip
    """The profession; `odds` are the weights of experience, schedule and employment."""
    experience, schedule, employment = (
        tuple(int(weight) for weight in weights.split()) for weights in odds.split("|")
    )
    return Profession(
        pay, growth, experience, schedule, employment,
        alternatives(titles), alternatives(queries), alternatives(core),
        tuple(alternatives(stack) for stack in stacks.split(";")),
        alternatives(duties),
    )  # fmt: skip


PROFESSIONS = (
    _profession(
        135, 1.0, "10 45 38 7 | 60 0 8 32 0 | 94 2 2 2 0",
        titles="Python-разработчик | программист Python | Python developer | backend-разработчик",
        queries="python разработчик | программист python | backend разработчик | программист",
        core="Python | SQL | Git | Linux | Docker | PostgreSQL | REST API | ООП | Algorithm",
        stacks="""
            Django | PostgreSQL | Celery | Redis | Django REST framework | RabbitMQ | Pytest;
            FastAPI | asyncio | SQLAlchemy | Kafka | микросервисы | Kubernetes | MongoDB | gRPC;
            Pandas | NumPy | Airflow | ETL | ClickHouse | парсинг данных | Scrapy;
            Flask | JavaScript | HTML | CSS | MySQL | Nginx | веб-программирование
        """,
        duties="""
            развивать серверную часть | писать тесты и чинить то, что они нашли
            переносить старые модули на решения с использованием {gen} | разбирать чужие изменения
            проектировать схему хранения и обмена | ускорять медленные запросы
            описывать интерфейсы для соседних команд
        """,
    ),
    _profession(
        62, 0.6, "45 42 12 1 | 78 8 7 7 0 | 94 2 2 2 0",
        titles="менеджер по продажам | менеджер по работе с клиентами | специалист по продажам",
        queries="менеджер по продажам | менеджер | руководитель отдела продаж",
        core="""
            активные продажи | ведение переговоров | холодные продажи | поиск клиентов
            клиентоориентированность | CRM | навыки презентации | B2B
        """,
        stacks="""
            телефонные переговоры | холодные звонки | скрипты продаж | прямые продажи | AmoCRM;
            B2B | заключение договоров | коммерческие предложения | тендеры | Битрикс24;
            управление отделом | обучение персонала | постановка задач | планирование | KPI;
            розничные продажи | консультирование | работа с кассой | выкладка товара
        """,
        duties="""
            находить новых покупателей и не терять прежних | вести сделку от звонка до оплаты
            готовить предложения и согласовывать условия | заполнять карточки в базе покупателей
        """,
    ),
    _profession(
        150, 1.0, "6 36 46 12 | 60 0 8 32 0 | 94 2 2 2 0",
        titles="Java-разработчик | Java developer | программист Java | Kotlin-разработчик",
        queries="java разработчик | программист java | backend разработчик | программист",
        core="Java | SQL | Git | Spring | PostgreSQL | Docker | REST API | ООП | Linux",
        stacks="""
            Spring Boot | Hibernate | Maven | Kafka | JUnit | микросервисы | Kubernetes | gRPC;
            Java EE | Oracle | WildFly | XML | SOAP | Jenkins | PL/SQL | шаблоны проектирования;
            Kotlin | Android SDK | Gradle | Retrofit | мобильная разработка | Firebase
        """,
        duties="""
            создавать новые службы и поддерживать работающие | участвовать в разборе архитектуры
            искать причины сбоев под нагрузкой | выбирать библиотеки для задач, связанных с {ins}
        """,
    ),
    _profession(
        120, 1.0, "14 48 33 5 | 60 0 8 32 0 | 94 2 2 2 0",
        titles="Frontend-разработчик | веб-разработчик | JavaScript developer | верстальщик",
        queries="frontend разработчик | javascript | веб разработчик | программист",
        core="JavaScript | HTML | CSS | TypeScript | Git | REST API | Webpack | Figma | ООП",
        stacks="""
            React | Redux | TypeScript | Next.js | Jest | Storybook | SSR;
            Vue.js | Vuex | Nuxt.js | SASS | адаптивная вёрстка | Vite;
            Angular | RxJS | TypeScript | NgRx | Node.js | GraphQL;
            jQuery | Bootstrap | PHP | кроссбраузерная вёрстка | WordPress | Битрикс | MySQL
        """,
        duties="""
            собирать страницы по макетам | вести общую библиотеку компонентов
            договариваться с дизайнером о каждом отступе | обновлять экраны на базе {gen}
        """,
    ),
    _profession(
        155, 1.0, "9 38 43 10 | 52 0 13 35 0 | 90 2 2 6 0",
        titles="Data scientist | ML-инженер | специалист по машинному обучению | NLP engineer",
        queries="data scientist | machine learning | нейросети | аналитик",
        core="""
            Python | машинное обучение | SQL | нейросети | Algorithm | математическая статистика
            Pandas | NumPy | PyTorch | анализ данных
        """,
        stacks="""
            NLP | PyTorch | трансформеры | нейросети | LLM | Algorithm | компьютерная лингвистика;
            Computer Vision | OpenCV | свёрточные сети | TensorFlow | C++ | CUDA | 3D;
            Pandas | Scikit-learn | CatBoost | скоринг | A/B-тесты | градиентный бустинг | NumPy;
            Spark | Airflow | Hadoop | MLflow | Docker | Kubernetes | ClickHouse
        """,
        duties="""
            обучать модели и следить за их качеством | готовить выборки и разметку
            объяснять заказчику, чего модель не умеет | строить решения на основе {gen}
        """,
    ),
    _profession(
        63, 0.7, "10 42 42 6 | 88 1 6 5 0 | 92 6 1 1 0",
        titles="бухгалтер | экономист | бухгалтер на первичную документацию | бухгалтер-кассир",
        queries="бухгалтер | главный бухгалтер | экономист",
        core="""
            бухгалтерский учёт | 1С: Бухгалтерия | первичная документация | налоговый учёт | Excel
            бухгалтерская отчётность | работа с большим объёмом информации
        """,
        stacks="""
            расчёт заработной платы | кадровый учёт | 1С: ЗУП | больничные листы | табель;
            налоговая отчётность | НДС | закрытие периода | МСФО | аудит | Консультант Плюс;
            сверка расчётов | акты сверки | банк-клиент | кассовые операции | авансовые отчёты;
            бюджетирование | финансовый анализ | управленческий учёт | планирование | Power BI
        """,
        duties="""
            принимать и разносить документы | сдавать отчётность без опозданий
            сверять расчёты с поставщиками | готовить платежи и вести кассу
        """,
    ),
    _profession(
        72, 0.7, "22 50 25 3 | 70 14 5 4 7 | 94 4 1 1 0",
        titles="системный администратор | инженер технической поддержки | сетевой инженер",
        queries="системный администратор | техническая поддержка | сетевой инженер",
        core="""
            администрирование серверов | Windows Server | Active Directory | настройка ПК | TCP/IP
            Linux | настройка сетевых подключений
        """,
        stacks="""
            техническая поддержка | ремонт ПК | настройка ПО | Service Desk | оргтехника;
            Cisco | MikroTik | VPN | маршрутизация | DNS | DHCP | информационная безопасность;
            VMware | Hyper-V | резервное копирование | Zabbix | Exchange | виртуализация;
            Linux | Nginx | Bash | PostgreSQL | Docker | Ansible
        """,
        duties="""
            помогать сотрудникам с их компьютерами | следить за серверной и сетью
            заводить учётные записи и права | учитывать оборудование и заказывать новое
        """,
    ),
    _profession(
        105, 0.9, "14 50 31 5 | 66 0 10 24 0 | 94 2 2 2 0",
        titles="аналитик данных | Data analyst | BI-аналитик | продуктовый аналитик",
        queries="аналитик данных | data analyst | аналитик | bi аналитик",
        core="""
            SQL | анализ данных | Python | Excel | визуализация данных | базы данных | статистика
        """,
        stacks="""
            Power BI | DAX | хранилища данных | отчётность | MS SQL | Power Query;
            A/B-тесты | продуктовые метрики | Tableau | Pandas | Amplitude;
            Airflow | ClickHouse | ETL | PostgreSQL | Pandas | NumPy | Superset;
            бизнес-анализ | BPMN | сбор требований | Confluence | техническая документация | UML
        """,
        duties="""
            отвечать цифрами на вопросы руководителей | строить наглядные панели
            готовить выгрузки и объяснять их смысл | автоматизировать сводки с помощью {gen}
        """,
    ),
    _profession(
        112, 0.9, "12 46 36 6 | 50 0 14 36 0 | 77 4 8 3 8",
        titles="UX/UI-дизайнер | продуктовый дизайнер | веб-дизайнер | Product designer",
        queries="ux ui дизайнер | веб дизайнер | дизайнер | product designer",
        core="Figma | UX/UI | Design | прототипирование | веб-дизайн | Photoshop | типографика",
        stacks="""
            пользовательские исследования | CustDev | CJM | дизайн-системы | Miro | Usability;
            Tilda | HTML | CSS | адаптивный дизайн | Readymag | Illustrator;
            мобильный дизайн | анимация интерфейсов | Principle | After Effects | 3D | иконки
        """,
        duties="""
            рисовать экраны и связывать их в сценарии | разговаривать с людьми и искать неудобное
            защищать решения перед командой | собирать прототипы с помощью {gen}
        """,
    ),
    _profession(
        110, 0.9, "3 32 50 15 | 72 0 8 20 0 | 94 2 2 2 0",
        titles="""
            руководитель проектов | менеджер проектов | Project manager | администратор проектов
        """,
        queries="руководитель проектов | project manager | менеджер | менеджер проектов",
        core="""
            управление проектами | ведение переговоров | Jira | Agile | управление командой
            постановка задач | Confluence | планирование
        """,
        stacks="""
            Scrum | Kanban | Jira | управление продуктом | продуктовые метрики | CustDev;
            MS Project | управление рисками | бюджетирование | тендеры | проектная документация;
            сбор требований | BPMN | UML | техническое задание | внедрение ERP | SQL
        """,
        duties="""
            держать сроки и состав работ | собирать команду и снимать помехи
            вести встречи и записывать решения | защищать бюджет перед заказчиком
        """,
    ),
    _profession(
        100, 0.8, "12 42 38 8 | 81 1 7 5 6 | 92 3 2 3 0",
        titles="""
            программист микроконтроллеров | инженер-электроник | Embedded developer | схемотехник
        """,
        queries="программист микроконтроллеров | embedded | инженер электроник | программист",
        core="микроконтроллеры | C | STM32 | C++ | схемотехника | UART | отладка | чтение схем",
        stacks="""
            STM32 | C | FreeRTOS | SPI | I2C | CAN | ARM | Keil;
            схемотехника | Altium Designer | печатные платы | пайка | осциллограф | электроника;
            Linux | C++ | Qt | Yocto | ARM | Python | драйверы | Bash;
            ПЛИС | Verilog | VHDL | цифровая обработка сигналов | MATLAB | Algorithm
        """,
        duties="""
            писать встроенное ПО для новых плат | искать помехи и плавающие сбои на стенде
            выбирать замену снятым с выпуска деталям | готовить описание обмена для {gen}
        """,
    ),
    _profession(
        68, 0.7, "22 52 23 3 | 62 4 14 20 0 | 74 8 9 3 6",
        titles="графический дизайнер | дизайнер | 3D-дизайнер | моушн-дизайнер",
        queries="графический дизайнер | дизайнер | 3d дизайнер",
        core="""
            Photoshop | Illustrator | Design | 3D | графический дизайн | фирменный стиль | Figma
            композиция
        """,
        stacks="""
            CorelDRAW | полиграфия | предпечатная подготовка | InDesign | наружная реклама;
            3D | Blender | 3ds Max | визуализация | V-Ray | AutoCAD | анимация;
            After Effects | моушн-дизайн | видеомонтаж | Premiere Pro | SMM | анимация;
            баннеры | инфографика | маркетплейсы | ретушь | Figma | рекламные креативы
        """,
        duties="""
            готовить картинки для рекламы и сайта | придумывать упаковку
            поддерживать единый вид всех материалов | делать сцены с использованием {gen}
        """,
    ),
    _profession(
        95, 0.9, "20 52 25 3 | 60 0 8 32 0 | 94 2 2 2 0",
        titles="тестировщик | инженер по тестированию | QA engineer | автотестировщик",
        queries="тестировщик | qa engineer | автоматизация тестирования",
        core="""
            тестирование | тест-кейсы | SQL | функциональное тестирование | Jira | Git | Postman
            регрессионное тестирование
        """,
        stacks="""
            ручное тестирование | тест-дизайн | Charles | мобильное тестирование | чек-листы;
            Selenium | Python | Pytest | автоматизация тестирования | CI/CD | Allure | Docker;
            Java | JUnit | Selenide | автоматизация тестирования | REST Assured | Maven | Jenkins;
            нагрузочное тестирование | JMeter | Grafana | Linux | Gatling
        """,
        duties="""
            ломать сборки раньше пользователей
            описывать ошибки так, чтобы их можно было повторить | обновлять набор проверок
            проверять исправления перед выпуском | участвовать в разборе требований
            писать проверки с применением {gen}
        """,
    ),
    _profession(
        158, 1.0, "5 35 48 12 | 48 2 8 42 0 | 94 2 2 2 0",
        titles="DevOps-инженер | DevOps engineer | SRE-инженер | инженер инфраструктуры",
        queries="devops | devops инженер | системный администратор",
        core="Linux | Docker | Kubernetes | CI/CD | Ansible | Git | Bash | Python | Nginx",
        stacks="""
            Kubernetes | Go | Helm | Prometheus | Grafana | ArgoCD | Istio;
            Terraform | облачные сервисы | Ansible | Packer | Vault | информационная безопасность;
            GitLab | Jenkins | Nexus | ELK | мониторинг | Zabbix | PostgreSQL
        """,
        duties="""
            выпускать изменения без ночных дежурств | описывать серверы кодом
            готовить стенды | переводить площадки на работу с {ins}
        """,
    ),
    _profession(
        115, 0.9, "10 42 40 8 | 64 0 8 26 2 | 88 4 7 1 0",
        titles="программист 1С | разработчик 1С | консультант 1С | аналитик 1С",
        queries="программист 1с | консультант 1с | программист",
        core="1С: Предприятие | 1С | СКД | управляемые формы | запросы 1С | SQL | БСП",
        stacks="""
            1С: Управление торговлей | обмен данными | торговое оборудование | маркетплейсы;
            1С: Бухгалтерия | 1С: ЗУП | бухгалтерский учёт | отчётность | консультирование;
            1С: ERP | внедрение ERP | техническое задание | управленческий учёт | MS SQL;
            REST API | XML | JSON | HTTP-сервисы | PostgreSQL | Git
        """,
        duties="""
            дорабатывать типовые решения и не ломать обновление | писать отчёты по просьбам отделов
            настраивать обмен между базами | учить пользователей новому
        """,
    ),
)  # fmt: skip
